// Lists: rows under the arrow keys, selection with its sums, chips, views, columns, exports of what is seen. The search box's tokens are in
// token.js.
(() => {
	"use strict";
	const { $, on, token, ranks } = window.hesuan;
	const page = $("[data-list]");
	if (!page) return;
	const at = page.dataset.at;
	const grid = () => $("[data-grid]"), rows = () => [...document.querySelectorAll("[data-grid] tbody tr[data-key]")];
	const post = (to, values) => {
		const form = document.createElement("form");
		Object.assign(form, { method: "post", action: to, hidden: true });
		for (const [name, value] of [["csrf", token()], ...values]) {
			const input = document.createElement("input");
			Object.assign(input, { type: "hidden", name, value });
			form.append(input);
		}
		document.body.append(form);
		form.submit();
		form.remove();
	};
	// narrow loads the list of an address together with its tabs and chips; what is being typed stays.
	// What the box was about to ask meanwhile, or has asked, is an older question: its answer must not come last.
	let narrowing = 0;
	const narrow = (to) => {
		narrowing++;
		htmx.trigger("#sieve", "htmx:abort");
		return htmx.ajax("GET", to, { target: "#list", headers: { "X-Chips": "1" } }).then(() => { history.pushState(null, "", to); tally(); }).finally(() => { narrowing--; });
	};
	document.addEventListener("htmx:beforeRequest", (e) => { if (narrowing && e.detail.elt.id === "sieve" && e.detail.requestConfig.triggeringEvent?.target?.matches?.("[data-search]")) e.preventDefault(); });
	window.hesuan.narrow = narrow;

	// Opening and moving
	const open = (row, apart) => {
		const link = $("td.head a", row);
		if (apart) window.open(link.href); else { leave(row); location.href = link.href; }
	};
	on("click", "[data-grid] tbody tr[data-key]", (row, e) => {
		if (e.target.closest("a")) { leave(row); return; }
		if (e.target.closest("button, input, label") || String(getSelection())) return;
		open(row, e.ctrlKey || e.metaKey);
	});
	const { stand } = ranks({
		rows, open, more: () => $("#more button")?.click(),
		keys: { X: (row) => row && $("[data-one]", row) && range(row), n: () => $("[data-new]")?.click() },
	});

	// Coming back: the same rows, the same place. Kept for this tab only.
	const memory = () => "hesuan.list " + location.pathname + location.search;
	const leave = (row) => sessionStorage.setItem(memory(), JSON.stringify({ y: scrollY, key: row.dataset.key.split("@")[0], n: rows().length }));
	const kept = sessionStorage.getItem(memory());
	const came = performance.getEntriesByType("navigation")[0];
	if (kept && came && came.type === "back_forward") {
		const { y, key, n } = JSON.parse(kept);
		const back = () => {
			const row = rows().find((one) => one.dataset.key.startsWith(key));
			if (rows().length < n && $("#more button")) { $("#more button").click(); return; }
			document.removeEventListener("htmx:afterSettle", back);
			stand(row);
			scrollTo(0, y);
		};
		document.addEventListener("htmx:afterSettle", back);
		addEventListener("load", () => setTimeout(back));
	}

	// Selection: some rows, or every row that the question finds.
	let every = false, last = null;
	const chosen = () => rows().filter((row) => $("[data-one]:checked", row));
	const parts = (text) => { // a decimal as ten-thousandths
		const [whole, fraction = ""] = text.replace("-", "").split(".");
		return BigInt(whole + (fraction + "0000").slice(0, 4)) * (text.startsWith("-") ? -1n : 1n);
	};
	const decimal = (n) => (n < 0n ? "−" : "") + Number(n < 0n ? -n : n).toString().padStart(5, "0").replace(/(\d+)(\d{2})\d{2}$/, (_, whole, cents) => BigInt(whole).toLocaleString("en-US") + "." + cents);
	const sumsOf = (all) => {
		const sums = {};
		for (const row of all) for (const [name, value] of Object.entries(JSON.parse(row.dataset.sums || "{}"))) sums[name] = (sums[name] || 0n) + parts(value);
		const heads = [...document.querySelectorAll("[data-grid] thead th[data-name]")];
		return heads.filter((th) => th.dataset.name in sums).map((th) => th.textContent.trim() + " " + decimal(sums[th.dataset.name])).join(" · ");
	};
	const count = () => {
		const bar = $("[data-bulk-bar]"), all = chosen();
		if (!bar) return;
		if (all.length < rows().length) every = false;
		bar.hidden = all.length === 0;
		const total = $("#totals[data-total]"), more = total && Number(total.dataset.total) > all.length && all.length > 0 && all.length === rows().length;
		$("[data-bulk-count]").textContent = every && total ? $("[data-total-text]").dataset.totalText : all.length;
		const button = $("[data-bulk-every]");
		button.hidden = !more || every;
		if (more) button.textContent = button.dataset.say.replace("{n}", $("[data-total-text]").dataset.totalText);
		rows().forEach((row) => row.classList.toggle("chosen", all.includes(row)));
		const box = $("[data-all]");
		if (box) { box.checked = all.length > 0 && all.length === rows().length; box.indeterminate = all.length > 0 && !box.checked; }
		const states = new Set(all.map((row) => row.dataset.state)); // only what at least one of them is ready for
		bar.querySelectorAll("[data-from]").forEach((one) => { one.hidden = !every && !one.dataset.from.split(" ").some((state) => states.has(state)); });
		$("[data-bulk-sums]").textContent = every ? [...document.querySelectorAll("[data-total-sum]")].map((one) => one.textContent.trim()).join(" · ") : sumsOf(all);
	};
	const range = (row) => {
		const all = rows(), from = all.indexOf(last), to = all.indexOf(row);
		for (let i = Math.min(from < 0 ? to : from, to); i <= Math.max(from, to); i++) $("[data-one]", all[i]).checked = true;
		last = row;
		count();
	};
	let shifted = false;
	on("click", "[data-one]", (box, e) => { shifted = e.shiftKey; });
	on("change", "[data-one]", (box) => {
		const row = box.closest("tr");
		if (shifted && last && box.checked) { range(row); return; }
		last = row;
		count();
	});
	on("change", "[data-all]", (all) => { rows().forEach((row) => { $("[data-one]", row).checked = all.checked; }); count(); });
	on("click", "[data-bulk-every]", () => { every = true; count(); });
	on("click", "[data-bulk-none]", () => { every = false; document.querySelectorAll("[data-one], [data-all]").forEach((box) => { box.checked = false; }); count(); });
	const meant = () => every ? [["all", "1"], ["query", grid().dataset.asked]] : chosen().map((row) => ["row", row.dataset.key]);
	on("click", "[data-bulk-do]", (button) => {
		const values = { do: button.dataset.bulkDo };
		for (const [name, value] of meant()) values[name] = name === "row" ? [...(values.row || []), value] : value;
		htmx.ajax("POST", grid().dataset.bulk, { target: "#dialog-body", values });
	});
	on("click", "[data-bulk-export]", (button) => {
		const to = button.dataset.bulkExport;
		if (every) location.href = to + location.search; else post(to + location.search, meant());
	});
	document.addEventListener("htmx:afterSwap", (e) => {
		if (e.detail.target.id === "list") { every = false; last = null; count(); }
		if (e.detail.target.id === "more" || e.detail.target.id === "totals") count();
	});

	// Filter chips
	const name = (chip) => {
		const texts = [...chip.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
		const span = [...chip.querySelectorAll(".chip-range input")].map((input) => input.value);
		if (span.some(Boolean)) texts.push(span.join(" … "));
		$("[data-chip-text]", chip).textContent = texts.length ? ": " + texts.join(", ") : "";
		chip.classList.toggle("on", texts.length > 0);
	};
	on("change", "#sieve", (form, e) => {
		const chip = e.target.closest("[data-chip]");
		if (chip && e.target.closest(".chip-range") && e.target.value) chip.querySelectorAll("input[type=radio]").forEach((box) => { box.checked = false; });
		if (chip && e.target.type === "radio") chip.querySelectorAll(".chip-range input").forEach((input) => { input.value = ""; });
		if (chip) name(chip);
		if (e.target.name === "state" && e.target.type === "radio") form.elements.view.value = "all";
		const any = [...new FormData(form)].some(([key, value]) => value && !["sort", "archived", "view", "cols"].includes(key));
		$("[data-clear]").hidden = !any;
	}, true);
	on("click", "[data-drop]", (link, e) => {
		e.preventDefault();
		e.stopPropagation();
		narrow(link.href).then(() => $("[data-search]").focus());
	});
	on("click", "[data-chip-show]", (button) => {
		const chip = $('[data-chip="' + button.dataset.chipShow + '"]');
		button.closest("details").open = false;
		button.hidden = true;
		chip.hidden = false;
		chip.open = true;
		const box = chip.querySelector(".chip-box input, .chip-box button");
		if (box) box.focus();
	});
	let later;
	on("input", "[data-chip-find]", (input, e) => {
		e.stopPropagation();
		clearTimeout(later);
		later = setTimeout(async () => {
			const answer = await fetch(input.dataset.chipFind + "?q=" + encodeURIComponent(input.value));
			const found = $("[data-chip-found]", input.parentElement);
			if (answer.ok) found.replaceChildren(...(await answer.json()).map((option) => {
				const button = document.createElement("button");
				button.type = "button";
				button.className = "chip-option";
				button.textContent = option.title;
				button.dataset.take = option.id;
				return button;
			}));
		}, 150);
	});
	document.addEventListener("toggle", (e) => {
		const search = e.target.matches && e.target.matches("[data-chip][open]") && $("[data-chip-find]", e.target);
		if (search) { search.focus(); search.dispatchEvent(new Event("input", { bubbles: true })); }
	}, true);
	on("click", "[data-take]", (button) => {
		const chip = button.closest("[data-chip]"), box = $("[data-chosen]", chip);
		const label = document.createElement("label"), tick = document.createElement("input"), text = document.createElement("span");
		label.className = "chip-option";
		Object.assign(tick, { type: "checkbox", className: "form-check-input", name: box.dataset.chosen, value: button.dataset.take, checked: true });
		text.textContent = button.textContent;
		label.append(tick, text);
		box.append(label);
		button.remove();
		tick.dispatchEvent(new Event("change", { bubbles: true }));
	});

	// Views, and the numbers beside the tabs
	on("click", "[data-view-do]", (button) => {
		const menu = button.closest(".view-menu"), part = button.closest(".view-new, .view-name") || menu;
		const act = button.dataset.viewDo, text = $("[data-view-name]", part), asks = act === "new" || act === "rename";
		if (button.dataset.sure && !confirm(button.dataset.sure)) return;
		if (asks && !text.value.trim()) { text.focus(); return; }
		const values = [["do", act], ["query", location.search]];
		if (asks) values.push(["name", text.value]);
		if (act === "new" && $("[data-view-first]", part).checked) values.push(["first", "1"]);
		if (act === "new" && $("[data-view-shared]", part) && $("[data-view-shared]", part).checked) values.push(["shared", "1"]);
		post(button.dataset.viewAt, values);
	});
	on("keydown", "[data-view-name]", (input, e) => {
		if (e.key === "Enter" && !e.isComposing) { e.preventDefault(); $("[data-view-do=new], [data-view-do=rename]", input.parentElement).click(); }
	});
	async function tally() {
		if (!$("[data-tally]")) return;
		const answer = await fetch(at + "/tallies" + location.search);
		if (!answer.ok) return;
		const counts = await answer.json();
		document.querySelectorAll("[data-tally]").forEach((small) => { small.textContent = counts[small.dataset.tally] || ""; });
	}
	tally();
	document.addEventListener("htmx:pushedIntoHistory", tally);

	// Columns
	on("click", "[data-column-up], [data-column-down]", (button) => {
		const one = button.closest("[data-column]");
		if (button.hasAttribute("data-column-up")) one.previousElementSibling?.before(one); else one.nextElementSibling?.after(one);
		button.focus();
	});
	on("click", "[data-columns-do]", (button) => {
		const menu = button.closest("[data-columns]"), back = location.pathname + location.search;
		const names = [...menu.querySelectorAll("[data-column]")].filter((one) => $("input", one).checked).map((one) => ["col", one.dataset.column]);
		if (button.dataset.columnsDo === "reset") post(menu.dataset.columns, [["reset", "1"], ["back", back]]);
		else if (names.length) post(menu.dataset.columns, [...names, ["back", back]]);
	});

	// An export is of exactly what is seen.
	on("click", "[data-export]", (link) => { link.href = link.pathname + location.search; });
})();
