namespace Onebox.Catalog.Tests;

public sealed class CatalogOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_Succeeds() => Assert.True(new CatalogOptionsValidation().Validate(null, new CatalogOptions()).Succeeded);

    [Fact]
    public void Validate_OfSeveralMistakes_NamesThemAll()
    {
        var options = new CatalogOptions { HubAddress = "hub", Proxy = "ftp://x", DownloadAttempts = 0, RetryDelay = TimeSpan.FromHours(1), MaxDownloadBytesPerSecond = 1 };
        options.ImportRoots.Add("relative");

        var result = new CatalogOptionsValidation().Validate(null, options);

        Assert.Equal(6, result.Failures!.Count());
        Assert.All(result.Failures!, f => Assert.StartsWith("Onebox:Catalog:", f, StringComparison.Ordinal));
    }
}
