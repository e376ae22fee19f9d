// Real processes on few cores: parallel tests would only measure one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
