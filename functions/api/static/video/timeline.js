/** The scenes side by side, each as wide as it lasts. */

import { h, keyed, put, set } from "../page/dom.js";
import { seconds } from "./story.js";

/** @typedef {import("./story.js").Scene} Scene */

/** @param {(index: number) => void} choose */
export function createTimeline(choose) {
  const strip = h("ol", { class: "video-strip" });
  let current = 0;

  /**
   * @param {Scene[]} scenes
   * @param {number} shown the index of the scene in the panel
   */
  function update(scenes, shown) {
    current = shown;
    keyed(
      strip,
      scenes,
      ({ index }) => index,
      ({ index }) => {
        const label = h("strong");
        const time = h("span", { class: "number" });
        const state = h("span", { class: "small" });
        const button = h(
          "button",
          { onclick: () => choose(index) },
          label,
          h("span", { class: "small soft" }, time, " ", state),
        );
        const element = h("li", null, button);
        return {
          element,
          update: (scene) => {
            put(label, scene.label);
            put(time, scene.frames ? seconds(scene.frames) : "");
            put(state, scene.state);
            const off = scene.state === "expected";
            set(button, {
              "data-state": scene.state,
              disabled: off,
              "aria-current": index === current ? "true" : null,
            });
            set(element, { style: { "--frames": scene.frames } });
            element.classList.toggle("ghost", off);
          },
        };
      },
    );
  }

  return { element: strip, update };
}
