using BitMiracle.LibTiff.Classic;

namespace Onebox.Documents.Pictures;

/// <summary>LibTiff prints its complaints; what matters comes back as a refusal.</summary>
internal sealed class SilentTiff : TiffErrorHandler
{
    private static readonly SilentTiff Instance = new();

    /// <summary>For the whole process.</summary>
    public static void Use() => Tiff.SetErrorHandler(Instance);

    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
    {
    }

    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
    }
}
