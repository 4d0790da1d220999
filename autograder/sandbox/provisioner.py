"""Kernels in the jail, as Jupyter asks for them.

The kernelspec names this provisioner, and the class directory's configuration
names the kernelspec. Plain ``nbgrader autograde``, the formgrader's button and
``autograder run`` therefore start the same jailed kernels.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase

from autograder.sandbox import zygotes
from autograder.sandbox.orders import order_for
from autograder.sandbox.processes import kill
from autograder.sandbox.request import Request, current
from autograder.sandbox.watching import Watch
from autograder.sandbox.zygotes import SandboxError, Zygote

MESSAGE_BYTES = 32_000_000  # of one message from a kernel; a longer one breaks the connection


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """Starts a kernel by asking a zygote to fork it."""

    zygote: Zygote | None = None
    request: Request
    watch: Watch | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel to speak of."""
        return self.zygote is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs, else its exit code."""
        if self.zygote is None:
            return 0
        if not self.zygote.kernel_has_ended():
            return None
        return self.zygote.exit_code if self.zygote.exit_code is not None else 1

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.01)
        return code

    async def send_signal(self, signum: int) -> None:
        """Forward a signal; only killing reaches into the jail."""
        if signum in (signal.SIGKILL, signal.SIGTERM):
            await self.kill()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything that it started."""
        self._stop_watching()
        zygote = self.zygote
        if zygote is not None and not await asyncio.to_thread(zygote.clean):
            await asyncio.to_thread(zygote.close)

    def stop(self, reason: str) -> None:
        """Kill the submission's processes, and keep the reason; the zygote will notice."""
        if self.zygote is not None:
            self.request.reason = self.request.reason or reason
            kill(self.zygote.processes())

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel; there is no gentler way than killing."""
        await self.kill(restart=restart)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Get a zygote, and choose the addresses of the sockets it shares with the outside."""
        self.request = current()
        try:
            self.zygote = await asyncio.to_thread(
                zygotes.acquire, sandboxed=self.request.sandboxed, hidden=self.request.hidden
            )
        except OSError as error:
            raise SandboxError(f"The sandbox did not start: {error}.") from error
        manager = self.parent
        manager.transport = "ipc"
        manager.context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)  # what it takes in at once
        manager.ip = str(self.zygote.sockets / "k")
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)  # type: ignore[no-any-return]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; returns when it listens."""
        if self.zygote is None:
            raise SandboxError("The kernel was not prepared.")
        order = order_for(self.request, kwargs.get("cwd"), kwargs.get("env") or os.environ)
        await asyncio.to_thread(self.zygote.start_kernel, self.connection_info, order)
        self.watch = Watch(self.zygote, self.request)
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Give the zygote back."""
        self._stop_watching()
        zygote, self.zygote = self.zygote, None
        if zygote is not None:
            await asyncio.to_thread(zygotes.release, zygote)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Wait for nothing: a kernel in a jail is killed, not asked."""
        return 0.1

    def _stop_watching(self) -> None:
        if self.watch is not None:
            self.watch.stop()
            self.watch = None
