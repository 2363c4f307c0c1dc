"""Small projects that pass every check, one for each framework, to be spoiled one way at a time."""

from collections.abc import Mapping
from typing import Any

from tailrace.kinds.code.checks import STAGES, Project, Verdict
from tailrace.kinds.code.input import CodeInput

CONTRACT = """\
openapi: 3.1.0
info: {title: Tasks, version: "1.0.0"}
paths:
  /health:
    get:
      operationId: health
      responses: {"200": {description: It runs}}
  /tasks:
    get:
      operationId: listTasks
      responses: {"200": {description: All}, "500": {description: Broken}}
    post:
      operationId: createTask
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Task"}}}
      responses: {"201": {description: Made}, "400": {description: Wrong}, "500": {description: Broken}}
  /tasks/{taskId}:
    parameters:
      - {name: taskId, in: path, required: true, schema: {type: string}}
    get:
      operationId: getTask
      responses: {"200": {description: One}, "404": {description: None}, "500": {description: Broken}}
    delete:
      operationId: deleteTask
      responses: {"204": {description: Gone}, "404": {description: None}, "500": {description: Broken}}
components:
  schemas:
    Task:
      type: object
      required: [title]
      properties:
        title: {type: string, minLength: 1}
        parent: {$ref: "#/components/schemas/Task"}
"""

EXPRESS = {
    "openapi.yaml": CONTRACT,
    "package.json": """{
  "name": "tasks",
  "type": "module",
  "scripts": {"start": "node src/server.js"},
  "dependencies": {"express": "^5.0.0", "cors": "^2.8.5", "helmet": "^8.0.0"}
}
""",
    "src/server.js": """\
import express from "express";
import cors from "cors";
import helmet from "helmet";
import { tasks } from "./tasks.js";

const app = express();
app.use(helmet(), cors(), express.json({ limit: "100kb" }));
app.get("/health", (req, res) => {
  res.json({ status: "ok", time: new Date().toISOString() });
});
app.use("/tasks", tasks);

const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => server.close());
""",
    "src/tasks.js": """\
import { Router } from "express";
import { randomUUID } from "node:crypto";

export const tasks = Router();
const all = new Map();

tasks.get("/", (req, res) => res.json([...all.values()]));
tasks.post("/", (req, res) => {
  const task = { id: randomUUID(), title: req.body.title };
  all.set(task.id, task);
  res.status(201).json(task);
});
tasks
  .route("/:id")
  .get((req, res) => res.json(all.get(req.params.id)))
  .delete((req, res) => res.sendStatus(all.delete(req.params.id) ? 204 : 404));
""",
    "vercel.json": '{"rewrites": [{"source": "/(.*)", "destination": "/src/server"}]}\n',
}

FASTAPI = {
    "openapi.yaml": CONTRACT,
    "requirements.txt": "fastapi>=0.115\nuvicorn[standard]\n",
    "app/__init__.py": "",
    "app/main.py": """\
import os
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware

from app.routes import tasks

app = FastAPI(title="Tasks")
app.add_middleware(CORSMiddleware, allow_origins=["*"])
app.include_router(tasks.router, prefix="/tasks")


@app.middleware("http")
async def headers(request: Request, call_next) -> Response:
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok", "time": datetime.now(UTC).isoformat()}


if __name__ == "__main__":
    uvicorn.run("app.main:app", host="0.0.0.0", port=int(os.environ.get("PORT", "3000")))
""",
    "app/routes/__init__.py": "",
    "app/routes/tasks.py": """\
from uuid import uuid4

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

router = APIRouter()
_all: dict[str, dict[str, str]] = {}


class Task(BaseModel):
    title: str


@router.get("")
def list_tasks() -> list[dict[str, str]]:
    return list(_all.values())


@router.post("", status_code=201)
def create_task(task: Task) -> dict[str, str]:
    made = {"id": str(uuid4()), "title": task.title}
    _all[made["id"]] = made
    return made


@router.get("/{task_id}")
def get_task(task_id: str) -> dict[str, str]:
    if task_id not in _all:
        raise HTTPException(404)
    return _all[task_id]


@router.delete("/{task_id}", status_code=204)
def delete_task(task_id: str) -> None:
    _all.pop(task_id, None)
""",
    "vercel.json": '{"rewrites": [{"source": "/(.*)", "destination": "/app/main"}]}\n',
}

GOOD = {"express": EXPRESS, "fastapi": FASTAPI}


def project(
    framework: str, changed: Mapping[str, str | None] | None = None, *, esbuild: str = "/nowhere", **wanted: Any
) -> Project:
    """The good project with some files changed, added, or (None) not written."""
    contents = {**GOOD[framework], **(changed or {})}
    return Project(
        files={path: text for path, text in contents.items() if text is not None},
        planned=tuple(contents),
        wanted=CodeInput.model_validate({"prompt": "A to-do list API", "framework": framework, **wanted}),
        esbuild=esbuild,
    )


def edited(framework: str, path: str, *edits: tuple[str, str]) -> dict[str, str | None]:
    """A file of the good project with texts replaced, each of which must be there."""
    text = GOOD[framework][path]
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return {path: text}


def judge(stage: str, looked_at: Project) -> Verdict:
    return STAGES[stage](looked_at)
