using Onebox.Pool;
using Onebox.Pool.Tests.Worker;

// What the pool's tests start: real processes with every habit, good and bad.
// worker KIND --folder DIR      a worker
// host DATA KIND                a small host that starts one worker, prints its process id and waits to be killed
return args switch
{
    ["worker", "deaf", "--folder", var folder] => await Deaf.RunAsync(folder),
    ["worker", ..] => await WorkerProcess.RunAsync(args[1..], [new Echo(), new Crash(), new Refuse(), new Hog(), new Family(), new Brief(), new Spin()]),
    ["host", var data, var kind] => await HostLike.RunAsync(data, kind),
    _ => 64,
};
