using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
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

    [Fact]
    public void Fault_OfSeveralSettingsOutOfRange_NamesThemAllAtOnceAndNoTypes()
    {
        OptionsValidationException Failed(string of, params string[] failures) => new(of, typeof(object), failures);
        var error = new AggregateException(
            Failed("", "DataAnnotation validation failed for 'ListenOptions' members: 'Name' with the error: 'Onebox:Host:Name has 1 to 63 letters.'.", "Onebox:Records:ConnectionString is needed."),
            Failed("", "DataAnnotation validation failed for 'SecurityOptions' members: 'PasswordLength' with the error: 'The field PasswordLength must be between 8 and 128.'."));
        Assert.Equal("Onebox:Host:Name has 1 to 63 letters. Onebox:Records:ConnectionString is needed. Security: The field PasswordLength must be between 8 and 128.", SettingFault.Of(error)!.Detail);
    }
}
