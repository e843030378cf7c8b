"""Files of the pages, kept in memory, plain and compressed, under an address that changes with their content."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """Serve a folder of built pages.

    Args:
        folder: Files with their ``.gz`` copies; None serves nothing, for tests of the API.
    """

    def __init__(self, folder: Path | None) -> None:
        self.path = f"/assets/{folder.name.rpartition('-')[2] if folder else 'none'}"
        self._files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder else {}

    async def serve(self, request: Request) -> Response:
        """Return a file, compressed where the browser takes that."""
        name = request.path_params["name"]
        body = self._files.get(name)
        if body is None or not request.url.path.startswith(f"{self.path}/"):
            return Response(status_code=404)
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        packed = self._files.get(f"{name}.gz")
        if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = packed, "gzip"
        return Response(body, headers=headers, media_type=_TYPES.get(Path(name).suffix, "application/octet-stream"))
