-- What things are called now: the newest version of each piece of master data, looked up when a board is read, so that a new
-- name shows at once on old numbers. Key: (type, doc).
-- order by (type, doc): labels are looked up by type and id.
create table name (
	type     LowCardinality(String) comment 'catalog.sku',
	doc      UUID,
	rank     UInt64 comment 'epoch × 2^32 + version: the highest wins',
	code     String,
	zh       String,
	en       String,
	parent   UUID comment 'of a category, the category above',
	archived UInt8
) engine = ReplacingMergeTree(rank)
order by (type, doc);

select type, doc, bitShiftLeft(epoch, 32) + version as rank, if(n.code = '', n.number, n.code) as code,
	-- A SKU is called by its name and specification: two variants of a product differ in nothing else.
	-- A name that is sealed, because it tells of a person, is nothing to show.
	multiIf(n.name_zh != '', n.name_zh, n.name != '' and not startsWith(n.name, 'sealed:'), trimRight(n.name || ' ' || n.spec), n.title != '', n.title, code) as zh,
	if(n.name_en != '', n.name_en, zh) as en,
	n.parent as parent, n.archived as archived
from (
	select *, JSONExtract(body, 'Tuple(code String, number String, name String, name_zh String, name_en String, title String, spec String, parent UUID,
		archived Bool)') as n
	from event
	where type in ('catalog.product', 'catalog.sku', 'catalog.category', 'catalog.channel', 'inventory.warehouse', 'purchasing.supplier',
		'crm.customer', 'finance.account')
)
