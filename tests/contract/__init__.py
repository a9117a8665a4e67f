"""What every store must do. A store's test module takes StoreContract in and gives it a `store` and a `reopened`."""
