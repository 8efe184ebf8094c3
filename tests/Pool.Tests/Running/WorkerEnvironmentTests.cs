using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

public sealed class WorkerEnvironmentTests
{
    [Fact]
    public void Environment_OfAWorker_HoldsItsDevicesAndNoSecrets()
    {
        Dictionary<string, string?> host = new(StringComparer.Ordinal)
        {
            ["PATH"] = "/bin",
            ["ONEBOX_KEY"] = "ob_secret",
            ["AWS_SECRET_ACCESS_KEY"] = "x",
            ["LC_ALL"] = "C",
            ["CUDA_VISIBLE_DEVICES"] = "0,1",
            ["ConnectionStrings__Records"] = "Password=x",
        };
        var environment = WorkerEnvironment.For("wrk_1", 2.4, ["GPU-a", "GPU-b"], host);

        Assert.Equal("GPU-a,GPU-b", environment["CUDA_VISIBLE_DEVICES"]);
        Assert.Equal("2", environment["OMP_NUM_THREADS"]);
        Assert.Equal("wrk_1", environment["ONEBOX_WORKER_ID"]);
        Assert.Equal(("/bin", "C"), (environment["PATH"], environment["LC_ALL"]));
        Assert.Empty(environment.Keys.Intersect(["ONEBOX_KEY", "AWS_SECRET_ACCESS_KEY", "ConnectionStrings__Records"]));
    }
}
