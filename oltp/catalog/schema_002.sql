-- Each order asks for the prices of its SKUs: a plain key is found much faster than a range in the index that keeps prices apart.
create index price_sku on catalog.price (sku, price_list) where not archived;
