"""How a part runs as a container, under the supervisor or for one test run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deploy.local.home import Home
from deploy.local.program import Program


@dataclass(frozen=True)
class Container:
    """An image and what it is given; `ports` maps the container's to names of the home's ports.

    The first of `images` that is here is taken: what docker-compose.yml builds, then the
    official one. Both answer to the same variables and keep their data in `data`.
    """

    images: tuple[str, ...]
    ports: Mapping[int, str]
    data: str
    environment: Callable[[Home], dict[str, str]]
    command: tuple[str, ...] = ()


def volume(home: Home, name: str) -> str:
    """The named volume of one part of this home; also the name of its container."""
    return f"sluice-{home.short_name}-{name}"


def supervised(home: Home, name: str, container: Container, image: str) -> Program:
    """`docker run` in the foreground, so that the supervisor sees the container live and die."""
    own_name = volume(home, name)
    environment = container.environment(home)
    # RabbitMQ names its data after its host, so the name has to outlive the container.
    command = ["docker", "run", "--rm", "--name", own_name, "--hostname", name]
    command += ["--volume", f"{own_name}:{container.data}"]
    for inside, outside in container.ports.items():
        command += ["--publish", f"127.0.0.1:{home.port(outside)}:{inside}"]
    for variable in environment:  # values pass through the environment: a command line is public
        command += ["--env", variable]
    return Program(
        name=name,
        command=[*command, image, *container.command],
        directory=str(home.folder),
        environment=environment,
        before=["docker", "rm", "--force", own_name],
        stop_seconds=30,
    )
