using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Catalog.Advice;

namespace Onebox.Catalog.Tests.Advice;

public sealed class AdviseBoxTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private CatalogBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await CatalogBox.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Advise_ForASmallModel_RecommendsTheSmallestBoxThatSuffices()
    {
        var advice = await AdviseAsync(new AdviseRequest("qwen3-8b", Users: 4));

        var recommended = Assert.Single(advice.Configurations, c => c.Recommended);
        Assert.True(recommended.Suffices);
        Assert.DoesNotContain(advice.Configurations, c => c.Suffices && c.DeviceMemoryBytes * c.DeviceCount < recommended.DeviceMemoryBytes * recommended.DeviceCount);
        Assert.Contains(advice.Arithmetic, l => l.Contains("bandwidth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Advise_ForMoreUsers_NeverPromisesEachMore()
    {
        var few = await AdviseAsync(new AdviseRequest("qwen3-8b", Users: 1));
        var many = await AdviseAsync(new AdviseRequest("qwen3-8b", Users: 32));

        foreach (var (one, other) in few.Configurations.Zip(many.Configurations)) Assert.True(one.EstimatedTokensPerSecondPerUser >= other.EstimatedTokensPerSecondPerUser);
    }

    [Fact]
    public async Task Advise_ForAMixture_ReadsOnlyTheExpertsThatAreUsed()
    {
        var mixture = await AdviseAsync(new AdviseRequest("qwen3-30b-a3b", Users: 1));
        var dense = await AdviseAsync(new AdviseRequest("qwen3-32b", Users: 1));

        Assert.True(mixture.Configurations[0].EstimatedTokensPerSecondPerUser > 3 * dense.Configurations[0].EstimatedTokensPerSecondPerUser);
    }

    [Fact]
    public async Task Advise_ForFullTrainingOfALargeModel_SaysThatNothingSuffices()
    {
        var advice = await AdviseAsync(new AdviseRequest("qwen3-32b", Users: 1, Method: "full"));

        Assert.DoesNotContain(advice.Configurations, c => c.Recommended);
        Assert.Contains("none", advice.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advise_ForAnUnknownMethod_IsRefused()
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => AdviseAsync(new AdviseRequest("qwen3-8b", Users: 0, Method: "magic")));

        Assert.Equal(["method", "users"], error.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DeviceClasses_AllHaveTheirFactsAndASource() => Assert.All(DeviceClass.All, d =>
    {
        Assert.True(d.MemoryBytes > 0 && d.Bandwidth > 0 && d.PerBox.Count > 0, d.Id);
        Assert.True(Uri.TryCreate(d.Source, UriKind.Absolute, out _), d.Id);
    });

    private Task<BoxAdvice> AdviseAsync(AdviseRequest request) => _box.Client.Models.AdviseAsync(request, TestContext.Current.CancellationToken);
}
