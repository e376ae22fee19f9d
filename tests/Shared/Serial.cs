// The oracle counts the children of the test process: parallel tests would count each other's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
