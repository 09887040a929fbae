"""The demo bank: its people, and how their past enters by the front door."""
