// Real processes on few cores: side by side, the tests would only measure how patient the others are.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
