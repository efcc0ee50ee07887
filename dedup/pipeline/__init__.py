"""The way of the data, composed. The only place that knows the order of the rooms."""
