"""A hundred thousand open alerts of one province, written straight into the table of works."""

import time
from typing import Final

from sqlalchemy import Engine

from infra.db.engine import transaction

PROVINCE: Final = "52"
COUNTIES: Final = 88
PROJECTS: Final = 2_000
DAY: Final = "2026-06-16"

_TRIES: Final = 10
_VISIBLE: Final = "SELECT relallvisible > 0 FROM pg_class WHERE oid = 'works'::regclass"
_SEED: Final = """
    INSERT INTO works (rule, project, subject, finding, level, rank, since, workers, amount_fen, state, state_since,
        present, version, region, office, chain, step, escalated_to, escalated_on, assignee, opened_on, due_on,
        reopened, project_name, sector, funding)
    SELECT
        rules[1 + n %% 32], 'P' || n %% {projects}, 'S' || n, json_build_object(
            'rule', rules[1 + n %% 32], 'project', 'P' || n %% {projects}, 'subject', 'S' || n,
            'level', levels[1 + rank], 'since', (day - n %% 90)::text,
            'workers', (SELECT json_agg('w' || n || '-' || k) FROM generate_series(1, 1 + n %% 20) AS k),
            'facts', json_build_object('due_on', (day - n %% 90)::text, 'attended', 40, 'unpaid', 1 + n %% 20),
            'articles', json_build_array('《保障农民工工资支付条例》(国务院令第724号)第十三条'))::text,
        levels[1 + rank], rank, day - n %% 90, 1 + n %% 20, CASE WHEN n %% 3 = 0 THEN n * 1000::bigint END,
        states[1 + n %% 6], day - n %% 30, true, 1, region, left(region, 6), json_build_array(
            json_build_object('office', region, 'name', '县大队'), json_build_object('office', left(region, 4),
            'name', '市支队'), json_build_object('office', left(region, 2), 'name', '省总队'))::text,
        n %% 3, CASE n %% 3 WHEN 1 THEN left(region, 4) WHEN 2 THEN left(region, 2) END,
        CASE WHEN n %% 3 > 0 THEN day - 1 END, CASE WHEN n %% 4 = 0 THEN 'officer' || n %% 50 END,
        day - n %% 90, day + (n * 7 %% 40) - 10, 0, '云山县' || n %% {projects} || '号安置房项目',
        sectors[1 + n %% {projects} %% 6], fundings[1 + n %% {projects} %% 3]
    FROM (
        SELECT n, %s::date AS day, (n * 13 %% 10 / 4)::int AS rank, %s::text[] AS rules,
            '{{yellow,orange,red}}'::text[] AS levels, %s::text[] AS regions,
            '{{open,acknowledged,investigating,rectification_ordered,decided,waived}}'::text[] AS states,
            '{{housing,municipal,transport,water,power,other}}'::text[] AS sectors,
            '{{government,soe,private}}'::text[] AS fundings
        FROM generate_series(1, %s) AS n
    ) AS dealt, LATERAL (SELECT regions[1 + n %% {projects} %% {counties}] AS region) AS placed
"""

_CASES: Final = """
    INSERT INTO cases (number, project, region, opened_on)
    SELECT region || '-2026-' || project, project, region, %s::date FROM works GROUP BY project, region
"""
_FILED: Final = "UPDATE works SET case_id = cases.id FROM cases WHERE cases.project = works.project"


def regions() -> list[str]:
    """The counties' codes, spread over nine prefectures."""
    return [f"{PROVINCE}{1 + n % 9:02d}{n // 9 + 1:02d}" for n in range(COUNTIES)]


def crowd(engine: Engine, alerts: int, rules: list[str]) -> None:
    """Write the alerts and their cases, and let the database look at what it has."""
    seed = _SEED.format(projects=PROJECTS, counties=COUNTIES)
    with transaction(engine) as connection:
        connection.execute(seed.encode(), (DAY, rules, regions(), alerts))
        connection.execute(_CASES, (DAY,))
        connection.execute(_FILED)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(_TRIES):  # the first may run beside the database's own housekeeping and mark nothing
            connection.exec_driver_sql("VACUUM ANALYZE works")
            if connection.exec_driver_sql(_VISIBLE).scalar():
                return
            time.sleep(1)  # its housekeeping ends by itself, and nothing tells when
