"""Code of websites that are made with React or Vue, as their bundlers would serve it; and the checker of our own types."""

from __future__ import annotations

import asyncio

from tests.from_npm import from_npm
from tests.prerequisites import NODE


# Vue's build that understands templates in strings, with its switches as bundlers set them.
VUE = (
    "--alias:vue=vue/dist/vue.esm-bundler.js",
    "--define:__VUE_OPTIONS_API__=true",
    "--define:__VUE_PROD_DEVTOOLS__=false",
    "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false",
)
OPTIONS = (
    "--bundle",
    "--format=esm",
    "--jsx=automatic",
    "--external:https://*",
    '--define:process.env.NODE_ENV="production"',
    *VUE,
)


async def ran(name: str, *arguments: str, given: str = "") -> tuple[int, str]:
    """Run a program from npm. Answers its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        str(from_npm(f".bin/{name}")),
        *arguments,
        cwd=NODE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(given.encode())
    assert process.returncode is not None
    return process.returncode, said.decode()


async def bundled(code: str, loader: str) -> str:
    """One script of the code and all that it imports but what is at an address."""
    failed, script = await ran("esbuild", *OPTIONS, f"--loader={loader}", "--log-level=error", given=code)
    assert not failed, script
    # A script within a page must not contain its own end.
    return script.replace("</script", "<\\/script")
