"""Runs one program the way a notebook cell runs: top-level await, and the last expression's value is the result."""

import ast
import asyncio
import linecache
import os
import random
import sys
import traceback

from pyodide.code import CodeRunner

FILE = "main.py"


async def run_program(source, wheels, namespace):
    """Returns ("finished", repr of the value or "") or ("program_error", traceback); never raises."""
    # Pure-Python wheels are importable as they are: a zip file on the path.
    sys.path.extend(wheels)
    # Whole lines reach us as they are written, so that a program that is stopped has shown what it did.
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    os.chdir("/task")
    # A snapshot holds the state of the generator, the same for every program.
    random.seed()
    sys.argv = [FILE]
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    try:
        runner = CodeRunner(source, filename=FILE, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        AwaitAsyncioRun().visit(runner.ast)
        value = await runner.compile().run_async(namespace)
        return ["finished", "" if value is None else repr(value)]
    except SystemExit as error:
        return describe_exit(error)
    except BaseException as error:
        return ["program_error", describe(error)]
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


class AwaitAsyncioRun(ast.NodeTransformer):
    """`asyncio.run(x)` outside of functions becomes `await x`: a loop runs already, and it cannot be entered twice."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if ast.unparse(node.func) == "asyncio.run" and len(node.args) == 1:
            return ast.copy_location(ast.Await(node.args[0]), node)
        return node

    def leave(self, node):
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = leave


def describe_exit(error):
    if error.code is None or error.code == 0:
        return ["finished", ""]
    if isinstance(error.code, str):
        return ["program_error", error.code]
    return ["program_error", f"The program ended itself with exit code {error.code}."]


def describe(error):
    """The traceback from the program's own first frame on."""
    if isinstance(error, ModuleNotFoundError):
        # Pyodide's advice to install from the network helps nobody here.
        error.msg = f"No module named {error.name!r}"
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != FILE:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames)).strip()

