// Lists: rows under the arrow keys, selection with its sums, filter chips, exports of what is seen.
(() => {
	"use strict";
	const { $, on } = window.hesuan;
	const page = $("[data-list]");
	if (!page) return;
	const grid = () => $("[data-grid]"), rows = () => [...document.querySelectorAll("[data-grid] tbody tr[data-key]")];
	const typing = (e) => e.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]");

	// Opening and moving
	on("click", "[data-grid] tbody tr[data-key]", (row, e) => {
		if (e.target.closest("a, button, input, label") || String(getSelection())) return;
		const link = $("td.head a", row);
		if (e.ctrlKey || e.metaKey) window.open(link.href); else link.click();
	});
	const move = (by) => {
		const all = rows(), at = all.findIndex((row) => row.classList.contains("at"));
		const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
		if (!next) return;
		all.forEach((row) => row.classList.toggle("at", row === next));
		next.scrollIntoView({ block: "nearest" });
	};
	document.addEventListener("keydown", (e) => {
		if (e.key === "ArrowDown" && e.target.matches("[data-search]")) { e.target.blur(); move(1); e.preventDefault(); return; }
		if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
		const at = $("tr.at");
		if (e.key === "/") { e.preventDefault(); $("[data-search]").focus(); $("[data-search]").select(); }
		else if (e.key === "ArrowDown" || e.key === "j") { e.preventDefault(); move(1); }
		else if (e.key === "ArrowUp" || e.key === "k") { e.preventDefault(); move(-1); }
		else if (e.key === "Enter" && at && e.target === document.body) $("td.head a", at).click();
		else if (e.key === "x" && at && $("[data-one]", at)) $("[data-one]", at).click();
		else if (e.key === "n" && $("[data-new]")) $("[data-new]").click();
	});

	// Selection
	const chosen = () => rows().filter((row) => $("[data-one]:checked", row));
	const parts = (text) => { // a decimal as ten-thousandths
		const [whole, fraction = ""] = text.replace("-", "").split(".");
		return BigInt(whole + (fraction + "0000").slice(0, 4)) * (text.startsWith("-") ? -1n : 1n);
	};
	const decimal = (n) => (n < 0n ? "−" : "") + Number(n < 0n ? -n : n).toString().padStart(5, "0").replace(/(\d+)(\d{2})\d{2}$/, (_, whole, cents) => BigInt(whole).toLocaleString("en-US") + "." + cents);
	const count = () => {
		const bar = $("[data-bulk-bar]"), all = chosen();
		if (!bar) return;
		bar.hidden = all.length === 0;
		$("[data-bulk-count]").textContent = all.length;
		rows().forEach((row) => row.classList.toggle("chosen", all.includes(row)));
		const states = new Set(all.map((row) => row.dataset.state)); // only what at least one of them is ready for
		bar.querySelectorAll("[data-from]").forEach((button) => { button.hidden = !button.dataset.from.split(" ").some((state) => states.has(state)); });
		const sums = {};
		for (const row of all) for (const [name, value] of Object.entries(JSON.parse(row.dataset.sums || "{}"))) sums[name] = (sums[name] || 0n) + parts(value);
		const heads = [...document.querySelectorAll("[data-grid] thead th[data-name]")];
		$("[data-bulk-sums]").textContent = Object.entries(sums).map(([name, sum]) => (heads.find((th) => th.dataset.name === name) || { textContent: name }).textContent.trim() + " " + decimal(sum)).join(" · ");
	};
	on("change", "[data-one]", count);
	on("change", "[data-all]", (all) => { rows().forEach((row) => { $("[data-one]", row).checked = all.checked; }); count(); });
	on("click", "[data-bulk-none]", () => { document.querySelectorAll("[data-one], [data-all]").forEach((box) => { box.checked = false; }); count(); });
	on("click", "[data-bulk-do]", (button) => {
		htmx.ajax("POST", grid().dataset.bulk, { target: "#dialog-body", values: { do: button.dataset.bulkDo, row: chosen().map((row) => row.dataset.key) } });
	});
	document.addEventListener("htmx:afterSwap", (e) => { if (e.detail.target.id === "list" || e.detail.target.id === "more") count(); });

	// Filter chips
	const name = (chip) => {
		const texts = [...chip.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
		const range = [...chip.querySelectorAll(".chip-range input")].map((input) => input.value);
		if (range.some(Boolean)) texts.push(range.join(" … "));
		$("[data-chip-text]", chip).textContent = texts.length ? ": " + texts.join(", ") : "";
		chip.classList.toggle("on", texts.length > 0);
	};
	on("change", "#sieve", (form, e) => {
		const chip = e.target.closest("[data-chip]");
		if (chip) name(chip);
		const any = [...new FormData(form)].some(([key, value]) => value && !["sort", "archived"].includes(key));
		$("[data-clear]").hidden = !any;
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
		const chip = button.closest("[data-chip]"), chosen = $("[data-chosen]", chip);
		const label = document.createElement("label"), box = document.createElement("input"), text = document.createElement("span");
		label.className = "chip-option";
		Object.assign(box, { type: "checkbox", className: "form-check-input", name: chosen.dataset.chosen, value: button.dataset.take, checked: true });
		text.textContent = button.textContent;
		label.append(box, text);
		chosen.append(label);
		button.remove();
		box.dispatchEvent(new Event("change", { bubbles: true }));
	});

	// An export is of exactly what is seen.
	on("click", "[data-export]", (link) => { link.href = link.pathname + location.search; });
})();
