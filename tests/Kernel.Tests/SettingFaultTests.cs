using Microsoft.Extensions.Configuration;
using Onebox.Kernel.Wording;

namespace Onebox.Kernel.Tests;

public sealed class SettingFaultTests
{
    [Fact]
    public void Fault_OfASettingThatCannotBeRead_NamesItAndWhatItMustBe()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Onebox:Port", "eighty")]).Build();
        var error = Assert.ThrowsAny<InvalidOperationException>(() => configuration.GetValue<int?>("Onebox:Port"));
        Assert.Equal("The setting Onebox:Port cannot be 'eighty': it must be a whole number.", SettingFault.Of(error)!.Detail);
        Assert.Null(SettingFault.Of(new InvalidOperationException("other")));
    }
}
