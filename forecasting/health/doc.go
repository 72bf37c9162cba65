// Package health scores a company's accounts (财务健康): distress (Altman), strength (Piotroski), suspicious earnings (Beneish), returns
// taken apart (DuPont), the cash cycle, and the state assets commission's evaluation (国资委绩效评价). Every score keeps its components, so
// that a page can open each one to its accounts. Amounts are in one currency; a year is one [Year].
package health
