using Onebox.Console.Frame;

namespace Onebox.Console.Tests.Frame;

public sealed class PlaceTests
{
    [Theory]
    [InlineData("/", "Home")]
    [InlineData("/models/presets", "Models")]
    [InlineData("/promotions", "Evaluations")]
    [InlineData("/requests", "Deployments")]
    [InlineData("/predictions", "Datasets")]
    [InlineData("/training/tickets-1", "Training")]
    [InlineData("/access/audit", "Access")]
    public void Has_APageOfAPlace_IsOfThatPlaceAlone(string path, string name) => Assert.Equal([name], Place.All.Where(p => p.Has(path)).Select(p => p.Name));

    [Fact]
    public void Has_APageThatOnlyBeginsAlike_IsNotOfIt() => Assert.DoesNotContain(Place.All, p => p.Has("/modelsmith"));
}
