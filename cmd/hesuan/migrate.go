package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"hesuan/ingest"
	"hesuan/internal/auth"
	"hesuan/internal/config"
	"hesuan/internal/job"
	"hesuan/internal/pg"
	"hesuan/oltp/finance"
)

// migrateCommand brings the tables of every room up to date; `up` runs it before the roles.
type migrateCommand struct{}

// Run applies what is missing and, the first time, founds the company and its first user.
func (migrateCommand) Run(ctx context.Context, c *config.Config) error {
	return withDB(ctx, c, func(ctx context.Context, db *pg.DB) error {
		company, err := found(ctx, db, pg.Company{Name: "鹤算商贸", Currency: c.Currency, Zone: "Asia/Shanghai"})
		if err != nil {
			return err
		}
		if asked := os.Getenv("HESUAN_CURRENCY"); asked != "" && asked != company.Currency {
			fmt.Fprintf(os.Stderr, "HESUAN_CURRENCY=%s is ignored: this company has kept its books in %s since its first start\n", asked, company.Currency)
		}
		created, _, err := auth.EnsureAdmin(ctx, db, c.AdminPassword)
		if err != nil {
			return err
		}
		if created {
			fmt.Println("admin created")
			if err := enterDemo(ctx, db, c); err != nil {
				return err
			}
		}
		return topics(ctx, c)
	})
}

// enterDemo makes the people of a sample company that begins.
func enterDemo(ctx context.Context, db *pg.DB, c *config.Config) error {
	if c.Demo == "off" || c.DemoPassword == "" {
		return nil
	}
	if err := auth.EnsureDemo(ctx, db, c.DemoPassword, demoPeople); err != nil {
		return err
	}
	fmt.Println("demo users created")
	return nil
}

// topics makes those that are missing. A Kafka that is away does not keep the house from being founded: relay and sink make them, too.
func topics(ctx context.Context, c *config.Config) error {
	cluster, err := c.Cluster()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := ingest.MakeTopics(ctx, cluster, rooms()); err != nil {
		fmt.Fprintf(os.Stderr, "no topics made (relay and sink will, when Kafka answers): %v\n", err)
	}
	return nil
}

// migrate brings every table up to date: the rooms' and those of jobs.
func migrate(ctx context.Context, db *pg.DB) error {
	if err := db.Migrate(ctx, schemas()...); err != nil {
		return err
	}
	return job.Migrate(ctx, db)
}

// found makes an empty database a company's.
func found(ctx context.Context, db *pg.DB, company pg.Company) (pg.Company, error) {
	if err := migrate(ctx, db); err != nil {
		return company, err
	}
	err := db.Do(ctx, func(tx *pg.Tx) (err error) {
		if company, err = tx.Found(ctx, company); err != nil {
			return err
		}
		return books(company).LoadChart(ctx, tx)
	})
	return company, err
}

// books are the finance room of a company.
func books(company pg.Company) *finance.Room {
	return finance.New(finance.Company{Lang: tongue(company), Currency: company.Currency})
}

// tongue is the language in which the house writes into a company's own data, such as the summaries of vouchers: a Chinese company's are
// kept in Chinese.
func tongue(company pg.Company) string {
	if company.Currency == "CNY" {
		return "zh"
	}
	return "en"
}

// named is what the house calls something in the company's data.
func (h *house) named(zh, en string) string {
	if tongue(h.company) == "zh" {
		return zh
	}
	return en
}
