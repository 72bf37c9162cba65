// The replenishment workbench: quantities show their effect at once, ticked rows are counted, cards draw their chart.
"use strict";
(() => {
	const number = (text) => { const n = parseFloat(String(text || "").replace(/,/g, "")); return Number.isFinite(n) ? n : 0; };
	const money = (n) => n.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
	const short = (n) => (n >= 1000 ? Math.round(n).toLocaleString("en-US") : String(Math.round(n * 10) / 10));
	const page = () => document.querySelector("[data-rp]");
	const rows = () => Array.from(document.querySelectorAll("[data-rp-row]"));

	// effect shows what a row's quantity costs, how long it lasts and whether it fits carton and minimum.
	function effect(row) {
		const box = row.querySelector("[data-rp-qty]"), qty = number(box.value), data = row.dataset;
		const daily = number(data.daily), cover = number(data.cover), moq = number(data.moq), pack = number(data.pack);
		row.querySelector("[data-rp-amount]").textContent = data.symbol + money(qty * number(data.price));
		if (daily > 0) row.querySelector("[data-rp-after]").textContent = "→ " + short(cover + qty / daily);
		const hint = row.querySelector("[data-rp-hint]"), mine = qty !== number(box.dataset.suggested);
		const wrong = qty < moq ? hint.dataset.moqText : pack > 1 && Math.abs(qty / pack - Math.round(qty / pack)) > 1e-9 ? hint.dataset.packText : "";
		hint.textContent = wrong || (mine ? hint.dataset.mineText : "");
		hint.classList.toggle("rp-warn", wrong !== "");
		box.classList.toggle("rp-mine", mine);
	}

	// count adds up the ticked rows: how many, and what they cost (what all cost when none is ticked).
	function count() {
		const root = page();
		if (!root) return;
		const all = rows(), picked = all.filter((row) => row.querySelector("[data-rp-pick]").checked);
		const button = root.querySelector("[data-rp-order]");
		if (button) {
			button.disabled = picked.length === 0;
			const label = button.querySelector("[data-rp-label]");
			label.textContent = label.dataset.rpLabel.replace("#", picked.length);
		}
		const own = (picked.length ? picked : all).filter((row) => row.dataset.symbol === root.dataset.symbol);
		const sum = own.reduce((total, row) => total + number(row.querySelector("[data-rp-qty]").value) * number(row.dataset.price), 0);
		root.querySelector("[data-rp-total]").textContent = root.dataset.symbol + money(sum);
		const head = root.querySelector("[data-rp-all]");
		if (head) { head.checked = all.length > 0 && picked.length === all.length; head.indeterminate = picked.length > 0 && !head.checked; }
	}

	// coloured replaces names of CSS variables by their colours in the present theme.
	function coloured(value, style) {
		if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
		if (Array.isArray(value)) return value.map((one) => coloured(one, style));
		if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, one]) => [k, coloured(one, style)]));
		return value;
	}

	function draw(box) {
		if (!window.echarts || box.dataset.drawn) return;
		box.dataset.drawn = "1";
		const style = getComputedStyle(document.documentElement), option = coloured(JSON.parse(box.dataset.rpChart), style);
		option.legend.textStyle = { color: style.getPropertyValue("--rp-quiet").trim() };
		const chart = window.echarts.init(box, null, { renderer: "svg" });
		chart.setOption(option);
		new ResizeObserver(() => chart.resize()).observe(box);
	}

	document.addEventListener("input", (e) => {
		if (!e.target.matches("[data-rp-qty]")) return;
		effect(e.target.closest("[data-rp-row]"));
		count();
	});
	document.addEventListener("change", (e) => {
		if (e.target.matches("[data-rp-all]")) rows().forEach((row) => { row.querySelector("[data-rp-pick]").checked = e.target.checked; });
		if (e.target.matches("[data-rp-all], [data-rp-pick]")) count();
	});
	document.addEventListener("click", (e) => {
		const open = e.target.closest("[data-rp-open]");
		if (open) {
			const detail = open.closest("[data-rp-row]").querySelector(".rp-detail"), shown = detail.hidden;
			detail.hidden = !shown;
			open.setAttribute("aria-expanded", String(shown));
		}
	});

	// By keyboard: the keys of lists move, select and open; a digit begins to edit the quantity, where Enter and the arrows go on to the
	// neighbour's and Escape takes back what was typed; Ctrl-Enter makes the orders.
	const line = (e) => e.closest("[data-rp-row]").querySelector("tr");
	const open = (row) => row.querySelector("[data-rp-open]").click();
	const { stand, current } = window.hesuan.ranks({ rows: () => rows().map((row) => row.querySelector("tr")), open, keys: { o: (row) => row && open(row) } });
	const edit = (box) => { if (box) { box.focus(); box.select(); } };
	function along(box, by) {
		const boxes = Array.from(document.querySelectorAll("[data-rp-qty]")), next = boxes[boxes.indexOf(box) + by];
		if (next) edit(next); else if (by > 0) box.blur();
	}
	document.addEventListener("focusin", (e) => {
		if (!e.target.matches("[data-rp-qty]")) return;
		e.target.dataset.before = e.target.value;
		stand(line(e.target));
	});
	document.addEventListener("keydown", (e) => {
		if (!e.target.matches("[data-rp-qty]") || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
		const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (by) { e.preventDefault(); along(e.target, by); }
		if (e.key !== "Escape") return;
		e.target.value = e.target.dataset.before;
		e.target.dispatchEvent(new Event("input", { bubbles: true }));
		e.target.blur();
	});
	document.addEventListener("keydown", (e) => {
		if (e.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]") || e.ctrlKey || e.metaKey || e.altKey) return;
		const box = /^[0-9]$/.test(e.key) && current()?.querySelector("[data-rp-qty]:not([readonly])");
		if (box) edit(box); // which takes the digit
	});
	document.addEventListener("keydown", (e) => {
		const button = document.querySelector("[data-rp-order]");
		if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.target.closest("dialog[open]") || !button) return;
		e.preventDefault();
		if (e.target.matches("input")) e.target.blur(); // what was typed is kept first
		if (button.disabled) window.hesuan.say("wait", button.dataset.none); else button.click();
	});
	document.addEventListener("htmx:afterSettle", () => {
		document.querySelectorAll("[data-rp-chart]").forEach(draw);
		rows().forEach(effect);
		count();
	});
	document.addEventListener("DOMContentLoaded", () => { rows().forEach(effect); count(); });
	if (document.readyState !== "loading") { rows().forEach(effect); count(); }
})();
