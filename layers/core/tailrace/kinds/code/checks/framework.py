"""Stage `framework`: the framework, the database and the host that were asked for are the ones that are used."""

from collections.abc import Iterator

from tailrace.kinds.code.checks import host
from tailrace.kinds.code.checks.manifest_py import provided
from tailrace.kinds.code.checks.project import Project
from tailrace.kinds.code.checks.syntax import json_object
from tailrace.kinds.code.checks.texts import is_test
from tailrace.kinds.code.checks.verdict import Verdict, finding, verdict
from tailrace.kinds.code.stack import HOSTS, STACKS, database_of, stack_of
from tailrace.validation import Finding

# Packages that keep data outside the process, by framework: none may be there where data is to be kept in memory.
_DATABASES = {
    "express": frozenset(
        {"drizzle-orm", "@libsql/client", "sequelize", "typeorm", "prisma", "@prisma/client", "knex", "mongoose",
         "mongodb", "pg", "mysql", "mysql2", "sqlite3", "better-sqlite3", "@mikro-orm/core", "sql.js", "redis",
         "ioredis"}
    ),
    "fastapi": frozenset(
        {"sqlalchemy", "sqlmodel", "tortoise-orm", "peewee", "pony", "databases", "asyncpg", "psycopg", "psycopg2",
         "psycopg2-binary", "aiosqlite", "pymongo", "motor", "beanie", "mysqlclient", "pymysql", "aiomysql", "redis"}
    ),
}  # fmt: skip
# What the code names where it does so, in small letters.
_CORS = ("cors", "corsmiddleware", "access-control-allow-origin")
_HEADERS = ("helmet", "x-content-type-options", "nosniff")


def check(project: Project) -> Verdict:
    """Fail with what is missing, or is there and should not be."""
    stack, database = stack_of(project.wanted), database_of(project.wanted)
    kept = database.name if database else "data in memory"
    passed = f"{stack.title}, {kept}, for {HOSTS[project.wanted.deployment_target].title}"
    findings = [*_dependencies(project), *host.look(project)]
    return verdict(findings, project.doubts, passed, list(_unseen(project)))


def _dependencies(project: Project) -> Iterator[Finding]:
    stack, database = stack_of(project.wanted), database_of(project.wanted)
    for title, other in ((one.title, one) for one in STACKS.values() if one is not stack):
        for name in {*other.manifests} - {*stack.manifests}:
            if other.package in project.files.get(name, "").lower():
                yield finding(name, f"the project is for {stack.title}, and this is for {title}")
    manifest = next((name for name in stack.manifests if name in project.files), None)
    if manifest is None:
        return
    installed = _installed(project)
    for package in (stack.package, *(database.packages if database else ())):
        if package not in installed:
            needs = database.name if database and package in database.packages else stack.title
            yield finding(manifest, f"{package!r} is not among the dependencies, and {needs} needs it")
    for package in sorted(installed & _DATABASES[project.wanted.framework])[:1] if database is None else ():
        yield finding(manifest, f"data is to be kept in memory, and {package!r} keeps it in a database")


def _unseen(project: Project) -> Iterator[Finding]:
    """What no file of the code has."""
    stack, database = stack_of(project.wanted), database_of(project.wanted)
    planned = [path for path in stack.entries if path in project.files]
    entry = [*project.routes.apps, *planned, *project.planned][0]
    if not project.routes.apps:
        yield finding(entry, f"no {stack.title} application is made in any file")
    if database and not {*database.imports} & _imported(project):
        yield finding(entry, f"{database.name} is asked for, and no file imports it")
    words = {word.lower() for word in project.words}
    for marks, what in (
        (_CORS, "cross-origin requests are not allowed for"),
        (_HEADERS, "no security headers are set"),
    ):
        if not words.intersection(marks):
            yield finding(entry, f"{what} anywhere in the code")


def _imported(project: Project) -> set[str]:
    """Packages and modules that the code imports, by their first name."""
    if project.wanted.framework == "express":
        found = {
            one.specifier for path, m in project.javascript.modules.items() if not is_test(path) for one in m.imports
        }
        return found | {"/".join(name.split("/")[:2]) for name in found} | {name.split("/")[0] for name in found}
    return {
        one.module.partition(".")[0]
        for path, module in project.python.modules.items()
        if not is_test(path)
        for one in module.imports
        if not one.level
    }


def _installed(project: Project) -> set[str]:
    if project.wanted.framework == "fastapi":
        return provided(project)
    dependencies = (json_object(project.files.get("package.json")) or {}).get("dependencies")
    return set(dependencies) if isinstance(dependencies, dict) else set()
