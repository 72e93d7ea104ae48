"""What tests are made with: services, browser, factories."""
