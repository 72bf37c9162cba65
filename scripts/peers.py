"""Runs `hesuan forecast series` and a pinned StatsForecast on the same series, splits and cores, and prints both side by side.

    python peers.py FOLDER [--hesuan bin/hesuan] [--cores 2] [--json]

FOLDER is what `hesuan bench forecast --export` wrote: a folder for each group with train.csv, test.csv and split.json. The measures are
computed here, by the same lines for everybody: sMAPE, MASE, RMSSE, the pinball loss of P10 … P90, P95, P99 over the mean absolute
one-step naive error, coverage and mean width of the 80 and 95 % intervals, MSIS at 95 %, milliseconds of processor time a series,
children included.
Ensemble is the median of AutoARIMA, AutoETS, AutoCES and dynamic Theta, step by step, of points and bounds alike. Empirical is the
distribution of what has come so far, every step the same.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import (TSB, AutoARIMA, AutoCES, AutoETS, CrostonClassic, CrostonSBA, DynamicOptimizedTheta,
                                  SeasonalNaive)
from statsforecast.utils import ConformalIntervals

ENSEMBLE = ["AutoARIMA", "AutoETS", "CES", "DynamicOptimizedTheta"]
PERCENT = [20, 40, 60, 80, 90, 95, 98]
BANDS = [f"lo-{p}" for p in reversed(PERCENT)] + [f"hi-{p}" for p in PERCENT]
# Where the quantiles of the pinball loss are read; peers' P50 is their mean, as their bands lie evenly around it.
QUANTILES = {0.1: "lo-80", 0.2: "lo-60", 0.3: "lo-40", 0.4: "lo-20", 0.5: "median", 0.6: "hi-20", 0.7: "hi-40", 0.8: "hi-60",
             0.9: "hi-80", 0.95: "hi-90", 0.99: "hi-98"}


def processor():
    """Seconds of processor time of this process and the children that have ended: the load of the machine does not count."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def peers(season, sparse, h):
    """The models worth standing beside: the ensemble's members, or the Croston family for sparse demand."""
    if sparse:
        bands = ConformalIntervals(n_windows=2, h=h)
        return [CrostonClassic(prediction_intervals=bands), CrostonSBA(prediction_intervals=bands),
                TSB(0.1, 0.1, prediction_intervals=bands), AutoARIMA(season_length=season), SeasonalNaive(season)]
    return [AutoARIMA(season_length=season), AutoETS(season_length=season), AutoCES(season_length=season),
            DynamicOptimizedTheta(season_length=season), SeasonalNaive(season)]


def run_peers(train, split, cores):
    """Forecasts by model: columns unique_id, ds, mean and the bands; and milliseconds a series."""
    freq = {"D": "D", "W": "7D", "M": "MS", "Q": "QS", "Y": "YS", "H": "h"}.get(split["freq"], 1) if split["dated"] else 1
    sparse = float((train.y == 0).mean()) > 0.25
    season = max(1, split["season"])
    first = train.unique_id.isin(train.unique_id.unique()[:2])
    out = {}
    for model in peers(season, sparse, split["h"]):
        name = repr(model)
        fallback = SeasonalNaive(season)
        StatsForecast([model], freq=freq, fallback_model=fallback).forecast(df=train[first], h=split["h"], level=PERCENT)  # compiles
        start = processor()
        said = StatsForecast([model], freq=freq, n_jobs=cores, fallback_model=fallback).forecast(df=train, h=split["h"], level=PERCENT)
        spent = (processor() - start) * 1000 / train.unique_id.nunique()
        column = [c for c in said.columns if c not in ("unique_id", "ds") and "-lo-" not in c and "-hi-" not in c][0]
        said = said.rename(columns={column: "mean", **{f"{column}-{b}": b for b in BANDS}})
        out[name] = (said, spent)
    if all(m in out for m in ENSEMBLE):
        stacked = [out[m][0].sort_values(["unique_id", "ds"]).reset_index(drop=True) for m in ENSEMBLE]
        both = stacked[0][["unique_id", "ds"]].copy()
        for c in ["mean"] + BANDS:
            both[c] = np.nanmedian(np.vstack([s[c].to_numpy(float) for s in stacked]), axis=0)
        out["Ensemble"] = (both, sum(out[m][1] for m in ENSEMBLE))
    if sparse:
        out["Empirical"] = (empirical(train, split["h"]), 0.0)
    return {name: (said.assign(median=said["mean"]) if "median" not in said else said, spent) for name, (said, spent) in out.items()}


def empirical(train, h):
    """What has come so far, as a forecast: the same distribution at every step."""
    rows = []
    for key, g in train.groupby("unique_id", sort=False):
        row = {"unique_id": key, "mean": g.y.mean(), "median": g.y.median()}
        for p in PERCENT:
            row[f"lo-{p}"], row[f"hi-{p}"] = np.quantile(g.y, [0.5 - p / 200, 0.5 + p / 200])
        rows += [row] * h
    return pd.DataFrame(rows)


def run_hesuan(binary, folder, split, cores):
    with tempfile.NamedTemporaryFile(suffix=".csv") as f:
        start = processor()
        subprocess.run([binary, "forecast", "series", "--in", str(folder / "train.csv"), "--out", f.name, "--freq", split["freq"],
                        "--h", str(split["h"]), "--levels", ",".join(map(str, [0.001] + PERCENT)), "--cores", str(cores), "--quiet"],
                       check=True)
        spent = processor() - start
        said = pd.read_csv(f.name, dtype={"unique_id": str}).rename(columns={"lo-0.001": "median"})
    return said, spent * 1000 / said.unique_id.nunique()


def measures(train, test, said, season):
    """Means over the series of each measure."""
    rows = []
    said = {k: g for k, g in said.groupby("unique_id", sort=False)}
    past = {k: g.y.to_numpy(float) for k, g in train.groupby("unique_id", sort=False)}
    for key, g in test.groupby("unique_id", sort=False):
        if key not in said:
            continue
        y, x, f = g.y.to_numpy(float), past[key], said[key]
        mean = f["mean"].to_numpy(float)[:len(y)]
        lo95, lo80, hi80, hi95 = (f[b].to_numpy(float)[:len(y)] for b in ("lo-95", "lo-80", "hi-80", "hi-95"))
        size = np.abs(y) + np.abs(mean)
        scale = np.nanmean(np.abs(x[season:] - x[:-season])) if len(x) > season else np.nan
        square = np.nanmean(np.diff(np.trim_zeros(x, "f")) ** 2) if len(np.trim_zeros(x, "f")) > 1 else np.nan
        if not scale > 0 or not square > 0:
            continue
        naive = np.nanmean(np.abs(np.diff(x)))
        off = {p: y - f[c].to_numpy(float)[:len(y)] for p, c in QUANTILES.items()}
        pinball = np.mean([np.maximum(p * e, (p - 1) * e) for p, e in off.items()])
        miss = np.maximum(0, lo95 - y) + np.maximum(0, y - hi95)
        rows.append({
            "sMAPE": np.nanmean(np.where(size > 0, 200 * np.abs(y - mean) / np.where(size > 0, size, 1), 0)),
            "MASE": np.nanmean(np.abs(y - mean)) / scale, "RMSSE": np.sqrt(np.nanmean((y - mean) ** 2) / square),
            "pinball": pinball / naive if naive > 0 else np.nan,
            "in80": np.mean((y >= lo80) & (y <= hi80)), "in95": np.mean((y >= lo95) & (y <= hi95)),
            "width80": np.mean(hi80 - lo80) / scale, "width95": np.mean(hi95 - lo95) / scale,
            "MSIS": np.mean(hi95 - lo95 + 40 * miss) / scale})
    return pd.DataFrame(rows).replace([np.inf, -np.inf], np.nan).mean().to_dict()


def summary(results):
    """Each method over all sets: errors over those of the seasonal naive forecast, geometric means; coverage and time, plain means."""
    d = pd.DataFrame(results).set_index(["set", "method"])
    errors = ["sMAPE", "MASE", "RMSSE", "pinball", "MSIS"]
    naive = d.xs("SeasonalNaive", level="method")[errors]
    ratios = np.log(d[errors] / naive.reindex(d.index.get_level_values("set")).to_numpy())
    out = np.exp(ratios.groupby("method").mean()).join(d[["in80", "in95", "ms"]].groupby("method").mean())
    return out[d.groupby("method").size() == d.index.get_level_values("set").nunique()].sort_values("MASE").reset_index()


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--hesuan", default="bin/hesuan")
    args.add_argument("--cores", type=int, default=2)
    args.add_argument("--json", action="store_true")
    args = args.parse_args()
    results = []
    for folder in sorted(p.parent for p in args.folder.glob("*/split.json")):
        split = json.loads((folder / "split.json").read_text())
        train = pd.read_csv(folder / "train.csv", dtype={"unique_id": str})
        test = pd.read_csv(folder / "test.csv", dtype={"unique_id": str})
        if split["dated"]:
            train.ds = pd.to_datetime(train.ds)
        said = {"Hesuan": run_hesuan(args.hesuan, folder, split, args.cores), **run_peers(train.dropna(), split, args.cores)}
        for name, (forecast, spent) in said.items():
            results.append({"set": folder.name, "series": train.unique_id.nunique(), "method": name,
                            **measures(train, test, forecast, max(1, split["season"])), "ms": spent})
        if not args.json:
            print(pd.DataFrame(results[-len(said):]).to_string(index=False, float_format=lambda v: f"{v:.3f}"), "\n", flush=True)
    if args.json:
        json.dump(results, sys.stdout, indent=2)
    elif len({r["set"] for r in results}) > 1:
        print(f"all sets, errors over the seasonal naive forecast's\n{summary(results).to_string(index=False, float_format=lambda v: f'{v:.3f}')}")


if __name__ == "__main__":
    main()
