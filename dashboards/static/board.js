// The boards: fetches tiles, asks whether anything changed, follows filters without leaving the page, and leads from a mark to what lies
// behind it.
(() => {
	"use strict";
	const { $, on, say, charts } = window.hesuan;
	const root = $(".board");
	if (!root) return;
	const tiles = Array.from(document.querySelectorAll("[data-tile]"));
	const words = JSON.parse(root.dataset.words || "{}");
	const element = (tag, kind, text) => { const e = document.createElement(tag); if (kind) e.className = kind; if (text !== undefined) e.textContent = text; return e; };

	// ---- where a click leads ----
	const here = (href) => new URL(href, location.href).pathname === location.pathname && !!root.dataset.path;
	function go(href) {
		if (!href) return;
		if (here(href)) visit(href); else location.href = href;
	}
	// filtered is the present address with a value added to the board's filters, or taken away if it was there; days become the period.
	function filtered(dim, key) {
		const q = new URLSearchParams(location.search);
		if (dim === "day") {
			const [from, to] = key.split("/");
			q.delete("period"); q.set("from", from); q.set("to", to);
		} else {
			const values = q.getAll(dim), rest = values.filter((v) => v !== key);
			q.delete(dim);
			(rest.length < values.length ? rest : [...values, key]).forEach((v) => q.append(dim, v));
		}
		return location.pathname + "?" + q;
	}
	const filter = (m) => { if (m.dim && m.key) go(filtered(m.dim, m.key)); };
	const tell = (text) => { const place = $("[data-told]"); if (place) place.textContent = text; };

	// menu offers what can be done with a mark, for those without a mouse or a Ctrl key.
	function menu(tile, m, x, y) {
		shut();
		const box = element("div", "menu-list bd-mark");
		box.setAttribute("role", "menu");
		box.append(element("p", "menu-head", [m.name, m.value].filter(Boolean).join(" · ")));
		const add = (icon, text, run) => {
			const button = element("button");
			button.type = "button";
			button.setAttribute("role", "menuitem");
			button.append(element("i", "ti ti-" + icon), element("span", "", text));
			button.addEventListener("click", () => { shut(); run(); });
			box.append(button);
		};
		if (m.dim && m.key) {
			const on = m.dim !== "day" && new URLSearchParams(location.search).getAll(m.dim).includes(m.key);
			add(on ? "filter-off" : "filter", (m.dim === "day" ? words.zoom : on ? words.unfilter : words.filter).replace("{dim}", words["dim." + m.dim] || ""), () => filter(m));
		}
		if (m.href && !m.href.includes("/behind?")) add("chevron-down", words.down, () => go(m.href));
		if (tile.dataset.metric) {
			const q = new URL(m.dim && m.key ? filtered(m.dim, m.key) : location.href, location.href);
			if (m.dim && m.dim !== "day" && m.key) q.searchParams.set(m.dim, m.key);
			q.searchParams.set("metric", tile.dataset.metric);
			add("list-search", words.documents, () => { location.href = root.dataset.path + "/behind" + q.search; });
		}
		const from = document.activeElement;
		document.body.append(box);
		const size = box.getBoundingClientRect();
		box.style.left = Math.max(8, Math.min(x, innerWidth - size.width - 8)) + scrollX + "px";
		box.style.top = Math.max(8, Math.min(y, innerHeight - size.height - 8)) + scrollY + "px";
		box.from = from;
		const first = $("button", box);
		if (first) first.focus();
	}
	function shut() {
		const box = $(".bd-mark");
		if (!box) return false;
		const from = box.from;
		box.remove();
		if (from && from.focus) from.focus();
		return true;
	}
	document.addEventListener("pointerdown", (e) => { const box = $(".bd-mark"); if (box && !box.contains(e.target)) shut(); });
	on("keydown", ".bd-mark", (box, e) => {
		const buttons = Array.from(box.querySelectorAll("button")), at = buttons.indexOf(document.activeElement);
		if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); buttons[(at + (e.key === "ArrowDown" ? 1 : buttons.length - 1)) % buttons.length].focus(); }
	});

	// Rows of tables: Ctrl adds their value, a long press or the menu key asks what to do, all else leads down.
	const rowMark = (link) => ({ href: link.getAttribute("href"), dim: link.dataset.dim, key: link.dataset.key, name: link.textContent, value: "" });
	on("contextmenu", ".board a[data-dim]", (link, e) => {
		const tile = link.closest("[data-tile]");
		if (!tile) return;
		e.preventDefault();
		const r = link.getBoundingClientRect();
		menu(tile, rowMark(link), e.clientX || r.left, e.clientY || r.bottom);
	});
	document.addEventListener("click", (e) => {
		const link = e.target instanceof Element && e.target.closest(".board a[href], #dialog a[href]");
		if (!link || e.button !== 0 || e.defaultPrevented || link.hasAttribute("download") || link.hasAttribute("hx-get") || !root.dataset.path) return;
		const dimmed = link.dataset.dim ? link : $("a[data-dim]", link.closest("tr") || document.createElement("tr"));
		if ((e.ctrlKey || e.metaKey) && dimmed) { e.preventDefault(); filter(rowMark(dimmed)); return; }
		if (e.ctrlKey || e.metaKey || e.shiftKey || !here(link.href)) return;
		e.preventDefault();
		const dialog = link.closest("dialog");
		if (dialog) dialog.close();
		visit(link.href);
	});

	// ---- following an address without leaving the page ----
	let visiting = 0;
	async function visit(href, push = true) {
		const mine = ++visiting, url = new URL(href, location.href), full = $(".bd-full");
		if (full) url.searchParams.set("open", full.dataset.name);
		if (push) history.pushState(null, "", url);
		tiles.forEach((tile) => tile.classList.add("bd-busy"));
		try {
			const answer = await fetch(url, { headers: { "HX-Request": "true" } });
			if (answer.status === 401 || answer.redirected || !answer.ok) throw new Error(answer.status);
			const page = new DOMParser().parseFromString(await answer.text(), "text/html");
			if (mine !== visiting) return;
			swap(page);
		} catch { location.href = url; return; }
		tiles.forEach(load);
	}
	// swap takes over what an answer says around the tiles; what has the focus keeps it.
	function swap(page) {
		const held = document.activeElement, spot = held && held.closest("[data-swap]");
		const same = spot && { swap: spot.dataset.swap, tag: held.tagName, name: held.getAttribute("name"), value: held.getAttribute("value"), text: held.textContent };
		const open = Array.from(document.querySelectorAll(".bd-sieve[open]"), (d) => d.dataset.sieve), sheet = $(".bd-sieves.open");
		for (const fresh of page.querySelectorAll("[data-swap]")) {
			const old = $(`[data-swap="${fresh.dataset.swap}"]`);
			if (old) old.replaceWith(document.adoptNode(fresh));
		}
		open.forEach((dim) => { const d = $(`.bd-sieve[data-sieve="${dim}"]`); if (d) d.open = true; });
		if (sheet) showSheet(true);
		for (const fresh of page.querySelectorAll("[data-tile]")) {
			const tile = tiles.find((t) => t.dataset.name === fresh.dataset.name);
			if (!tile) continue;
			tile.dataset.tile = fresh.dataset.tile;
			for (const link of tile.querySelectorAll("[data-as]")) {
				const next = $(`[data-as="${link.dataset.as}"]`, fresh);
				for (const name of ["href", "hx-get"]) if (next && next.hasAttribute(name)) link.setAttribute(name, next.getAttribute(name));
			}
			const menu = $(".bd-menu", tile);
			if (menu && window.htmx) htmx.process(menu);
		}
		if (!same) return;
		const again = Array.from(document.querySelectorAll(`[data-swap="${same.swap}"] ${same.tag}`))
			.find((e) => e.getAttribute("name") === same.name && e.getAttribute("value") === same.value && (same.tag === "INPUT" || e.textContent === same.text));
		if (again) again.focus();
	}
	addEventListener("popstate", () => { if (root.dataset.path) { visit(location.href, false); reopen(); } });

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
		const body = $("[data-body]", tile), asked = tile.dataset.tile;
		try {
			const answer = await fetch(asked, { headers: { "HX-Request": "true" } });
			if (answer.status === 401 || answer.redirected) { location.reload(); return; }
			if (!answer.ok) throw new Error(answer.status);
			const html = await answer.text();
			if (asked !== tile.dataset.tile) { tile.stale = true; return; }
			fill(tile, body, html, asked);
		} catch {
			if (!tile.dataset.filled) body.replaceChildren(element("p", "bd-say", root.dataset.away));
			old(tile, true);
			setTimeout(() => load(tile), 2500);
		}
	}
	// old marks numbers that could not be renewed: better those than none, but never without saying so.
	function old(tile, is) { tile.classList.toggle("bd-stale", is && !!tile.dataset.filled); }

	// fill puts what came into its place. What is there already stays if nothing changed; a chart takes the new option, a table keeps its
	// place and its focus.
	function fill(tile, body, html, asked) {
		if (tile.html === html) { tile.classList.remove("bd-busy"); old(tile, false); return; }
		const holder = document.createElement("template");
		holder.innerHTML = html;
		const fresh = holder.content, box = $("[data-chart]", fresh), drawn = charts.of(tile), was = body.textContent;
		const again = $("[data-again]", fresh);
		if (again && tile.dataset.filled && tile.asked === asked) { old(tile, true); setTimeout(() => load(tile), 2000); return; }
		tile.classList.remove("bd-busy");
		old(tile, false);
		if (box && drawn && drawn.box.isConnected) {
			drawn.box.dataset.chart = box.dataset.chart;
			for (const child of Array.from(body.children)) if (child !== drawn.box) child.remove();
			for (const child of Array.from(fresh.children)) if (child !== box) body.append(child);
			charts.draw(tile, drawn.box, acts);
		} else {
			const opened = new Set(Array.from(body.querySelectorAll("details[open] .bd-part-name"), (e) => e.textContent));
			const held = body.contains(document.activeElement) && document.activeElement.getAttribute("href"), wrap = $(".bd-grid-wrap", body);
			const at = [wrap && wrap.scrollLeft, body.scrollTop];
			body.replaceChildren(...fresh.children);
			body.querySelectorAll("details").forEach((d) => { const name = $(".bd-part-name", d); if (name && opened.has(name.textContent)) d.open = true; });
			if ($(".bd-grid-wrap", body)) $(".bd-grid-wrap", body).scrollLeft = at[0] || 0;
			body.scrollTop = at[1];
			const link = held && Array.from(body.querySelectorAll("a")).find((a) => a.getAttribute("href") === held);
			if (link) link.focus({ preventScroll: true });
			const now = $("[data-chart]", body);
			if (now) charts.draw(tile, now, acts);
		}
		const unit = $("[data-unit]", tile), is = $("[data-unit-is]", body);
		if (unit && is) unit.textContent = is.dataset.unitIs;
		if (tile.dataset.filled && tile.asked === asked && was !== body.textContent) flash(tile);
		tile.dataset.filled = "1";
		tile.asked = asked;
		tile.html = again ? "" : html;
		if (again) setTimeout(() => load(tile), 2000);
	}
	const acts = { go, filter, menu, tell };
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
		const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
		if (!answer.ok) return;
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		if ($("[data-ask-board]", page) && !$("[data-bare]", page)) swap(page);
		else setTimeout(() => { root.dataset.bare = ""; }, 5000);
	}
	function told(fresh) {
		const complete = $("[data-complete]"), difference = $("[data-difference]");
		$("span", complete).textContent = fresh.complete;
		complete.title = fresh.detail || "";
		complete.classList.toggle("bd-late", !!(fresh.late || fresh.away));
		root.classList.toggle("bd-away", !!fresh.away);
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
			if (!form.from.value || !form.to.value || form.from.value > form.to.value) return;
			q.delete("period");
			q.set("from", form.from.value);
			q.set("to", form.to.value);
		} else if (field.type === "checkbox") {
			q.delete(field.name);
			form.querySelectorAll(`input[name="${field.name}"]:checked`).forEach((one) => q.append(field.name, one.value));
		} else if (field.value) q.set(field.name, field.value); else q.delete(field.name);
		visit(location.pathname + "?" + q);
	});
	on("submit", "[data-ask-board]", (form, e) => e.preventDefault());
	function showSheet(is) {
		const sheet = $(".bd-sieves");
		sheet.classList.toggle("open", is);
		$("[data-sheet-open]").setAttribute("aria-expanded", is);
		if (is && !sheet.contains(document.activeElement)) $("[data-sheet-close]").focus(); else if (!is) $("[data-sheet-open]").focus();
	}
	on("click", "[data-sheet-open]", () => showSheet(true));
	on("click", "[data-sheet-close]", () => showSheet(false));

	const dialog = $("#dialog");
	// A tile that fills the screen, or a dialog over it, stands in the address and can be sent on.
	function note(value) {
		const url = new URL(location.href);
		if (value) url.searchParams.set("open", value); else url.searchParams.delete("open");
		history.replaceState(null, "", url);
	}
	function fillScreen(tile, is) {
		document.querySelectorAll(".bd-full").forEach((one) => one.classList.remove("bd-full"));
		tile.classList.toggle("bd-full", is);
		document.body.classList.toggle("bd-fills", is);
		note(is ? tile.dataset.name : "");
	}
	on("click", "[data-full]", (button) => {
		const tile = button.closest("[data-tile]");
		button.closest("details").open = false;
		fillScreen(tile, !tile.classList.contains("bd-full"));
		$("summary", tile).focus();
	});
	document.addEventListener("board-alert", () => dialog.close());
	on("click", "[data-as][hx-get]", (link) => note(link.closest("[data-tile]").dataset.name + "." + link.dataset.as));
	if (dialog) dialog.addEventListener("close", () => { const full = $(".bd-full"); note(full ? full.dataset.name : ""); });
	function reopen() {
		const [name, as] = (new URLSearchParams(location.search).get("open") || "").split("."), tile = tiles.find((t) => t.dataset.name === name);
		if (!tile) return;
		if (as) { const link = $(`[data-as="${as}"][hx-get]`, tile); if (link) htmx.ajax("GET", link.getAttribute("hx-get"), "#dialog-body"); } else fillScreen(tile, true);
	}
	document.addEventListener("keydown", (e) => {
		if (e.key !== "Escape") return;
		const full = $(".bd-full");
		if (shut()) e.preventDefault();
		else if ($(".bd-sieves.open")) showSheet(false);
		else if (full && !(dialog && dialog.open)) fillScreen(full, false);
	});

	// Tables sort by a click on a head, or Enter on it: numbers as numbers.
	on("click", "[data-sort]", (button) => {
		const head = button.closest("th"), table = head.closest("table"), at = Array.from(head.parentNode.children).indexOf(head);
		const down = head.getAttribute("aria-sort") === "descending" ? false : head.getAttribute("aria-sort") === "ascending" ? true : head.classList.contains("num");
		head.parentNode.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
		head.setAttribute("aria-sort", down ? "descending" : "ascending");
		const value = (row) => { const cell = row.children[at]; return head.classList.contains("num") ? (cell.dataset.raw === "" ? NaN : Number(cell.dataset.raw)) : cell.dataset.raw || cell.textContent; };
		const order = (a, b) => (typeof a === "number" ? (isNaN(a) ? 1 : isNaN(b) ? -1 : (a - b) * (down ? -1 : 1)) : a.localeCompare(b, document.documentElement.lang) * (down ? -1 : 1));
		const rows = Array.from(table.tBodies[0].rows).sort((a, b) => order(value(a), value(b)));
		table.tBodies[0].append(...rows);
	});
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

	// What is chosen is in sight where the periods do not all fit.
	const chosen = $(".bd-periods .on");
	if (chosen) chosen.parentNode.scrollLeft = chosen.offsetLeft - 40;
	tiles.forEach(load);
	if (root.dataset.board) { poll(); reopen(); }
})();
