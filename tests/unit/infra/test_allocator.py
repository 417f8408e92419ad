from pathlib import Path

from infra.allocator import keep_large_blocks_apart


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_what_is_freed_goes_back_to_the_system_also_where_small_blocks_lie_between() -> None:
    assert keep_large_blocks_apart()
    before = resident_bytes()
    blocks = [(bytes(20_000), bytes(600)) for _ in range(2_000)]
    small = [pair[1] for pair in blocks]
    grown = resident_bytes() - before
    del blocks
    assert grown > 30_000_000
    assert resident_bytes() - before < grown // 2
    assert len(small) == 2_000
