"""The broker: what is asked of it, what is published, and a real Apache Kafka for tests."""
