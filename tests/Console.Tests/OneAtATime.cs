// Each class of browser tests starts a box and a browser: one after the other is steadier, and on a small machine faster.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
