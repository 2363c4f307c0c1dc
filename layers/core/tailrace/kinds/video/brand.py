"""Step `brand`: from the facts of the page to the brand. It needs neither network nor keys nor a model."""

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.video.brand_extract import extract
from tailrace.kinds.video.events import BrandExtracted
from tailrace.kinds.video.page import Page
from tailrace.steps import Finish


async def run(context: StepContext, _: str) -> Finish:
    """Read the brand off the page that the snapshot holds."""
    brand = extract(Page.model_validate(context.snapshot["parts"]["site"]["page"]))
    name = brand.name.text if brand.name else "A page without a name"
    message = f"{name}: {brand.confidence} of 100 points, {len(brand.features)} features"
    done = Draft(BrandExtracted(brand=brand, confidence=brand.confidence), message)
    return lambda snapshot: [done]
