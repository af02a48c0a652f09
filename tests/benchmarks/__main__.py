"""``python -m tests.benchmarks``: every figure beside its baseline, medians of interleaved repeats."""

import gc
from statistics import median

from tests.benchmarks import allocation, importing, live, logging_one, overview, taps
from tests.benchmarks.community import make_store
from tests.benchmarks.demo import demo_made
from tests.benchmarks.rerun import overview_rerun_ratio


def main() -> None:
    """Measure and print; takes some minutes. Run it on a machine that does nothing else."""
    print("A donation of five lines through the door, and the same rows by bare sqlite3 (FULL):")
    shown: dict[int, tuple[float, float]] = {}
    reads: dict[int, float] = {}
    grouped = 0.0
    for lines in (10_000, 100_000, 1_000_000):
        house = make_store(lines)
        # As the server does before it serves: what is there by then is not looked through again and again.
        gc.collect()
        gc.freeze()
        if lines == 1_000_000:
            reads[lines], grouped = overview.compare(house, 5)
        else:
            reads[lines] = overview.overview_ms(house, 15)
        if lines != 100_000:
            shown[lines] = logging_one.compare(house, 400)
            ours, theirs = shown[lines]
            ratio = ours / theirs
            print(f"  at {lines:>9,} lines: {ours:.2f} ms, bare {theirs:.2f} ms, ratio {ratio:.1f} (goal: 4)")
        house.close()
        gc.unfreeze()
    growth = shown[1_000_000][0] / shown[10_000][0]
    print(f"  1M against 10k lines: {growth:.2f} times as long (goal: 1)")
    print("Everything the overview reads:")
    for lines, milliseconds in reads.items():
        print(f"  at {lines:>9,} lines: {milliseconds:.1f} ms")
    times = grouped / reads[1_000_000]
    print(f"  GROUP BY over 1,000,000 lines: {grouped:.0f} ms, {times:.0f} times as long (goal: 100)")
    seconds, bare_seconds = importing.compare(3)
    print("Importing 200,000 donation lines with every check:")
    ratio = seconds / bare_seconds
    print(f"  {seconds:.2f} s, bare executemany {bare_seconds:.2f} s, ratio {ratio:.1f} (goal: 8)")
    print(f"  peak memory {importing.peak_mb():.0f} MB (goal: 1,000)")
    shares_ms, page_ms, lp_ms = allocation.compare(9)
    print(
        "Fair shares of 10,000 needs over 500 items in whole units, with their lots, and the same by HiGHS:"
    )
    print(f"  {shares_ms:.1f} ms, LP {lp_ms:.0f} ms, {lp_ms / shares_ms:.0f} times as long (goal: 20)")
    print(
        f"  {page_ms:.1f} ms with needs and lots read, near sites first and each share told why, "
        f"LP {lp_ms / page_ms:.1f} times as long"
    )
    for needs, (shares_ms, page_ms) in allocation.growth(3).items():
        print(f"  {needs:>9,} needs in four tiers: {shares_ms:.0f} ms, all that a page asks {page_ms:.0f} ms")
    made, donations, lines_made, megabytes = demo_made(3)
    print("The demo community, every step through the door:")
    print(f"  {made:.1f} s (goal: 10) for {donations:,} donations, {lines_made:,} lines, {megabytes:.1f} MB")
    print("A rerun of the overview over unchanged data, and of an empty page, CPU of the server:")
    print(f"  {overview_rerun_ratio():.1f} times an empty page (goal: 5)")
    print("An open overview shows another process's donation, from saved to seen:")
    print(f"  median {live.median_seconds():.2f} s (goal: 2)")
    print("A tap where donations are logged, until what it did is seen:")
    tapped = taps.seconds_of_taps()
    print(f"  median {median(tapped):.2f} s, maximum {max(tapped):.2f} s of {len(tapped)} (goal: 1)")


if __name__ == "__main__":
    main()
