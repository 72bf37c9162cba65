// The boards: fetches tiles, draws their charts, asks whether anything changed, and leads from a mark to what lies behind it.
(() => {
	"use strict";
	const { $, on, say } = window.hesuan;
	const root = $(".board");
	if (!root) return;
	const tiles = Array.from(document.querySelectorAll("[data-tile]"));
	const charts = new Map(); // tile → {chart, box, given}

	// ---- numbers, as pen.go writes them ----
	const words = { zh: [[1e8, 1e8, "亿"], [1e4, 1e4, "万"]], en: [[1e9, 1e9, "B"], [1e6, 1e6, "M"], [1e4, 1e3, "k"]] };
	const plain = (v, least, most) => Math.abs(v).toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
	const sign = (v, text) => (v < 0 ? "−" : "") + text;
	function short(v, lang) {
		for (const [from, by, word] of words[lang] || words.en) {
			if (Math.abs(v) >= from) { const n = v / by, size = Math.abs(n); return plain(n, 0, size >= 100 ? 0 : size >= 10 ? 1 : 2) + word; }
		}
		return plain(v, 0, Math.abs(v) < 100 ? 1 : 0);
	}
	function people(v, unit, marks) {
		if (typeof v !== "number") return "–";
		if (unit === "percent") return sign(v, plain(v * 100, 0, 1) + "%");
		return sign(v, (unit === "money" || unit === "price" ? marks.symbol : "") + short(v, marks.lang));
	}
	function exact(v, unit, marks) {
		if (typeof v !== "number") return "–";
		if (unit === "percent") return sign(v, plain(v * 100, 1, 2) + "%");
		const money = unit === "money" || unit === "price";
		return sign(v, (money ? marks.symbol : "") + plain(v, money ? 2 : 0, money ? 2 : 2));
	}

	// ---- charts ----
	// coloured replaces names of CSS variables by their colours in the present theme.
	function coloured(value, style) {
		if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
		if (Array.isArray(value)) return value.map((one) => coloured(one, style));
		if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, one]) => [k, coloured(one, style)]));
		return value;
	}
	const element = (tag, kind, text) => { const e = document.createElement(tag); if (kind) e.className = kind; if (text !== undefined) e.textContent = text; return e; };

	// tip is the tooltip, made of elements and text nodes: names are what people typed.
	function tip(params, marks) {
		const list = Array.isArray(params) ? params : [params], box = element("div", "bd-tip"), seen = new Set();
		box.append(element("div", "bd-tip-head", list[0].axisValueLabel || list[0].name));
		for (const p of list) {
			const mark = marks.series[p.seriesIndex] || marks.series[0];
			const band = mark.band && mark.band[p.dataIndex];
			const v = Array.isArray(p.value) ? p.value[1] : p.value;
			if (mark.hide || typeof v !== "number" || seen.has(p.seriesName)) continue;
			if (p.seriesName && mark.links && list.some((o) => o !== p && o.seriesIndex === p.seriesIndex - 1 && o.value === v && marks.series[o.seriesIndex].links)) continue;
			seen.add(p.seriesName);
			const row = element("div", "bd-tip-row"), name = element("span"), dot = document.createElementNS("http://www.w3.org/2000/svg", "svg");
			dot.setAttribute("viewBox", "0 0 8 8");
			const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
			for (const [k, c] of [["cx", 4], ["cy", 4], ["r", 4], ["fill", p.color]]) circle.setAttribute(k, c);
			dot.append(circle);
			name.append(dot, element("span", "", p.seriesType === "treemap" ? p.seriesName : p.seriesName));
			row.append(name, element("b", "", band ? people(band[0], mark.unit, marks) + " – " + people(band[1], mark.unit, marks) : exact(v, mark.unit, marks)));
			box.append(row);
		}
		return box;
	}

	// dress gives an option what JSON cannot hold: the colours of the theme, and how numbers are written.
	function dress(given) {
		const style = getComputedStyle(document.documentElement), option = coloured(given.option, style), marks = given.marks;
		const font = getComputedStyle(document.body).fontFamily, narrow = innerWidth < 760;
		option.textStyle = { fontFamily: font };
		option.tooltip = Object.assign({}, option.tooltip, {
			formatter: (params) => tip(params, marks), backgroundColor: style.getPropertyValue("--surface").trim(), borderColor: style.getPropertyValue("--line").trim(),
			padding: [8, 10], extraCssText: "", axisPointer: Object.assign({ lineStyle: { color: style.getPropertyValue("--ink-3").trim(), type: "dashed" }, shadowStyle: { color: "rgba(128,140,155,.12)" } }, option.tooltip.axisPointer),
		});
		for (const axis of [].concat(option.yAxis || [], option.xAxis || [])) {
			if (axis.type === "value") { const unit = axis.unit; axis.axisLabel = Object.assign({}, axis.axisLabel, { formatter: (v) => people(v, unit, marks) }); }
			else if (axis.data && /^\d{4}-\d\d-\d\d$/.test(axis.data[0])) {
				const days = axis.data, months = days.length > 1 && days.every((d) => d.endsWith("-01")), years = new Set(days.map((d) => d.slice(0, 4))).size > 1;
				axis.axisLabel = Object.assign({}, axis.axisLabel, { formatter: (d) => (months ? (years ? d.slice(2, 7) : d.slice(5, 7) + (marks.lang === "zh" ? "月" : "")) : d.slice(5)) });
			} else if (narrow && axis.axisLabel && axis.axisLabel.width) axis.axisLabel.width = 74;
		}
		(option.series || []).forEach((s, i) => {
			const unit = (marks.series[i] || marks.series[0]).unit;
			if (s.type === "bar" && s.label && s.label.show) s.label.formatter = (p) => people(p.value, unit, marks);
			if (s.type === "treemap") s.label.formatter = (p) => p.name + "\n" + people(p.value, unit, marks);
		});
		return option;
	}

	function draw(tile, box) {
		const given = JSON.parse(box.dataset.chart), old = charts.get(tile);
		if (old && old.box.isConnected) {
			old.given = given;
			old.chart.setOption(dress(given), { notMerge: true });
			return;
		}
		if (old) old.chart.dispose();
		const chart = window.echarts.init(box, null, { renderer: "canvas" });
		const one = { chart, box, given };
		charts.set(tile, one);
		chart.setOption(dress(given));
		chart.on("click", (p) => go((one.given.marks.series[p.seriesIndex] || {}).links, p.dataIndex - (p.seriesType === "treemap" ? 1 : 0), p.event && p.event.event));
		chart.getZr().on("click", (e) => {
			if (e.target || !one.given.option.xAxis) return;
			const first = one.given.marks.series.find((s) => s.links), at = [e.offsetX, e.offsetY];
			if (!first || !chart.containPixel({ gridIndex: 0 }, at)) return;
			const [x, y] = chart.convertFromPixel({ gridIndex: 0 }, at);
			go(first.links, one.given.option.xAxis[0].type === "category" ? x : y, e.event);
		});
		new ResizeObserver(() => chart.resize()).observe(box);
	}
	function go(links, at, event) {
		const href = links && links[at];
		if (!href) return;
		if (event && (event.ctrlKey || event.metaKey)) open(href, "_blank", "noopener"); else location.href = href;
	}

	// ---- tiles ----
	let running = 0;
	const queue = [];
	const next = () => { while (running < 4 && queue.length) { running++; queue.shift()().finally(() => { running--; next(); }); } };
	const later = (work) => new Promise((done) => { queue.push(() => work().then(done, done)); next(); });

	async function load(tile) {
		if (tile.loading) { tile.stale = true; return; }
		tile.loading = true;
		await later(() => fetchTile(tile));
		tile.loading = false;
		if (tile.stale) { tile.stale = false; load(tile); }
	}
	async function fetchTile(tile) {
		const body = $("[data-body]", tile);
		try {
			const answer = await fetch(tile.dataset.tile, { headers: { "HX-Request": "true" } });
			if (answer.status === 401 || answer.redirected) { location.reload(); return; }
			if (!answer.ok) throw new Error(answer.status);
			fill(tile, body, await answer.text());
		} catch {
			if (!tile.dataset.filled) body.replaceChildren(element("p", "bd-say", root.dataset.away));
			setTimeout(() => load(tile), 2500);
		}
	}
	// fill puts what came into its place; a chart that is there already stays and takes the new option.
	function fill(tile, body, html) {
		const holder = document.createElement("template");
		holder.innerHTML = html;
		const fresh = holder.content, box = $("[data-chart]", fresh), old = charts.get(tile), was = body.textContent;
		const again = $("[data-again]", fresh);
		if (again && tile.dataset.filled) { setTimeout(() => load(tile), 2000); return; } // better old numbers, with the clock above in amber
		if (box && old && old.box.isConnected) {
			old.box.dataset.chart = box.dataset.chart;
			for (const child of Array.from(body.children)) if (child !== old.box) child.remove();
			for (const child of Array.from(fresh.children)) if (child !== box) body.append(child);
			draw(tile, old.box);
		} else {
			const openNames = new Set(Array.from(body.querySelectorAll("details[open] .bd-part-name"), (e) => e.textContent));
			body.replaceChildren(...fresh.children);
			body.querySelectorAll("details").forEach((d) => { const name = $(".bd-part-name", d); if (name && openNames.has(name.textContent)) d.open = true; });
			const now = $("[data-chart]", body);
			if (now) draw(tile, now);
		}
		const unit = $("[data-unit]", tile), is = $("[data-unit-is]", body);
		if (unit && is) unit.textContent = is.dataset.unitIs;
		if (tile.dataset.filled && was !== body.textContent) flash(tile);
		tile.dataset.filled = "1";
		if (again) setTimeout(() => load(tile), 2000);
	}
	function flash(tile) { tile.classList.remove("bd-changed"); void tile.offsetWidth; tile.classList.add("bd-changed"); }

	// ---- live ----
	let stamps = JSON.parse(root.dataset.stamps || "null"); // as they were before the tiles were asked for
	async function poll() {
		let pause = 900;
		if (!document.hidden) {
			try {
				const answer = await fetch(root.dataset.board, { headers: { "HX-Request": "true" } });
				if (answer.ok) told(await answer.json()); else pause = 3000;
			} catch { pause = 3000; told({ away: true, late: true, complete: root.dataset.away }); }
		}
		setTimeout(poll, pause);
	}
	// A page that was made while the engine was away lacks its filters; they come with the first sign of life.
	async function clothe() {
		delete root.dataset.bare;
		const answer = await fetch(location.href);
		if (!answer.ok) return;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html"), form = $("[data-ask-board]", page);
		if (form && !$("[data-bare]", page)) $("[data-ask-board]").replaceWith(document.adoptNode(form));
		else setTimeout(() => { root.dataset.bare = ""; }, 5000);
	}
	function told(fresh) {
		const complete = $("[data-complete]"), difference = $("[data-difference]");
		$("span", complete).textContent = fresh.complete;
		complete.title = fresh.detail || "";
		complete.classList.toggle("bd-late", !!(fresh.late || fresh.away));
		if (fresh.away) { stamps = null; return; }
		if ("bare" in root.dataset) clothe().catch(() => { root.dataset.bare = ""; });
		difference.hidden = false;
		$("span", difference).textContent = fresh.difference;
		difference.title = fresh.reconciled;
		difference.classList.toggle("bd-late", fresh.differs);
		difference.classList.toggle("bd-ok", !fresh.differs && !!fresh.reconciled);
		$(".ti", difference).className = "ti ti-" + (fresh.differs ? "alert-triangle" : fresh.reconciled ? "check" : "help-circle");
		const before = stamps;
		stamps = fresh.stamps || {};
		for (const tile of tiles) {
			if (!before || tile.dataset.rooms.split(" ").some((room) => before[room] !== stamps[room])) load(tile);
		}
	}

	// ---- what people do ----
	on("change", "[data-ask-board] select, [data-ask-board] input", (field) => {
		const form = field.form, q = new URLSearchParams(location.search);
		if (field.name === "from" || field.name === "to") {
			if (!form.from.value || !form.to.value) return;
			q.delete("period");
			q.set("from", form.from.value);
			q.set("to", form.to.value);
		} else if (field.value) q.set(field.name, field.value); else q.delete(field.name);
		location.search = q.toString();
	});
	on("click", "[data-full]", (button) => {
		const tile = button.closest("[data-tile]");
		tile.classList.toggle("bd-full");
		button.closest("details").open = false;
	});
	document.addEventListener("keydown", (e) => { if (e.key === "Escape") { const full = $(".bd-full"); if (full) full.classList.remove("bd-full"); } });
	on("click", "[data-print]", () => print());
	on("click", "[data-copy]", async (button) => {
		try { await navigator.clipboard.writeText(location.href); say("done", button.dataset.said); } catch { prompt("", location.href); }
	});
	const risen = localStorage.getItem("hesuan.rise");
	if (risen) root.dataset.rise = risen;
	on("click", "[data-rise-switch]", () => {
		root.dataset.rise = root.dataset.rise === "red" ? "green" : "red";
		localStorage.setItem("hesuan.rise", root.dataset.rise);
	});
	new MutationObserver(() => charts.forEach((one) => one.chart.setOption(dress(one.given), { notMerge: true })))
		.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });

	tiles.forEach(load);
	if (root.dataset.board) poll();
})();
