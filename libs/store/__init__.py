"""PostgreSQL: the truth about tenants, elements and jobs. All SQL stands in `.sql` files."""
