"""pip in the worker's environment: its lines as they come, cancelled at once, with its own settings."""

import re
from pathlib import Path
from typing import Callable, List, Sequence

from ..progress import Progress
from .child_process import clean_environment, follow

_BYTES = re.compile(r"Progress (\d+) of (\d+)$")
"""What pip's ``--progress-bar raw`` writes, for programs to read."""


class PipError(Exception):
    """pip ended with an error; its lines tell which."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines[-1] if lines else "")
        self.lines = list(lines)

    @property
    def reason(self) -> str:
        """The last error that pip named."""
        errors = [line.partition("ERROR:")[2].strip() for line in self.lines if "ERROR:" in line]
        return errors[-1] if errors else str(self)

    @property
    def connection(self) -> str:
        """Why an index was not reached; empty where pip did not complain of that."""
        for line in reversed(self.lines):
            found = re.search(r"connection broken by '(.+)': |Could not fetch URL (.+) - skipping", line)
            if found:
                return found[1] or found[2]
        return ""

    @property
    def unfit(self) -> str:
        """The requirement that no wheel fits; empty where pip failed for another reason."""
        found = re.findall(r"No matching distribution found for (\S+)", "\n".join(self.lines))
        return found[-1] if found else ""


class Pip:
    """Runs pip.

    Args:
        python: interpreter of the environment.
        temporary: folder for what pip unpacks: the system's own may be too small.
        proxy: for all connections; empty: pip's own settings and the environment variables.
    """

    def __init__(self, python: Path, temporary: Path, proxy: str, progress: Progress) -> None:
        self._command = [str(python), "-I", "-X", "utf8", "-u", "-m", "pip"]
        self._progress = progress
        self._folder = temporary
        self._env = {
            **clean_environment(),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
            "PIP_USER": "0",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        if proxy:
            self._env["PIP_PROXY"] = proxy

    def run(
        self,
        *arguments: str,
        on_bytes: Callable[[int, int], None] = lambda done, size: None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> None:
        """Run a pip command and log its lines.

        Args:
            on_bytes: told of the bytes of the file that is being downloaded, and of its size.
            on_wait: called several times a second.

        Raises:
            PipError: pip failed.
            CancelledError: the user cancelled; pip is gone.
        """
        lines: List[str] = []

        def on_line(line: str) -> None:
            numbers = _BYTES.match(line)
            if numbers:
                on_bytes(int(numbers[1]), int(numbers[2]))
            elif line:
                lines.append(line)
                self._progress.log(line)

        def wait() -> None:
            self._progress.check_cancelled()
            on_wait()

        if follow([*self._command, *arguments], on_line, wait, env=self._env, cwd=self._folder) != 0:
            raise PipError(lines)

    def reaches(self, index: str, package: str, timeout_s: float = 10.0) -> bool:
        """Whether ``index`` offers ``package`` within a few seconds, by pip's own proxy and certificates."""
        # Other places that pip is configured with would answer in place of the index: they are hidden
        # by the index itself and by an empty folder.
        env = {**self._env, "PIP_EXTRA_INDEX_URL": index, "PIP_FIND_LINKS": "."}
        command = [*self._command, "index", "versions", package, "--index-url", index]
        command += ["--retries", "0", "--timeout", "4"]
        wait = self._progress.check_cancelled
        code = follow(command, lambda line: None, wait, env=env, cwd=self._folder, timeout_s=timeout_s)
        return code == 0
