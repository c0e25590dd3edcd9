"""The house's doors on HTTP: health, metrics, and the webhook. They ask what they are handed and decide nothing."""
