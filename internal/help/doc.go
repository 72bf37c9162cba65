// Package help shows the manuals in the product and finds the passage that a page is described in.
//
// A manual is a folder of Markdown files a language, manual/zh/20-clerk.md, one a chapter; the number gives the order, the rest the address
// /help/clerk. A passage is a heading with what follows up to the next. Passages name the pages they describe by plain links, such as
// [orders](/sales/order): these links lead there in the product, and the other way round they are the index by which the help button of a
// page finds its passage. Nothing else ties pages to texts, so a text can be written by anyone.
//
// Beside the manuals, every document and every master data table explains itself from its declaration: fields with their hints, states and
// steps with the right that each asks for.
//
// The reference of the API at /api/docs is made from the OpenAPI description that the server gives to programs: the guide on top is the chapter
// "api" of the manual, the examples are the files below docs/api, which a test runs.
package help
