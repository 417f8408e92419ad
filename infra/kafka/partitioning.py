"""Which partition a project's frames are in: the same answer as every Kafka client's default for keys."""

from kafka.partitioner.default import murmur2


def partition_of(project: str, partitions: int) -> int:
    """The partition of the key: Kafka's murmur2 of its UTF-8 bytes, without the sign, modulo the partitions."""
    return int((murmur2(project.encode()) & 0x7FFFFFFF) % partitions)
