"""Where the parts are put together: API, worker, command line, migrations, wiring."""
