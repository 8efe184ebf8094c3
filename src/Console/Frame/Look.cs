using MudBlazor;

namespace Onebox.Console.Frame;

/// <summary>The console's own palette and type. Text on its ground keeps a contrast of at least 4.5 to 1 in both modes.</summary>
internal static class Look
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Liberation Sans", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6478",
            PrimaryContrastText = "#ffffff",
            Secondary = "#4b5a8a",
            Tertiary = "#7a4f8c",
            Info = "#1f5fa8",
            Success = "#1a7346",
            Warning = "#8a5a00",
            Error = "#b3261e",
            Background = "#f5f7f9",
            BackgroundGray = "#eceff3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#18222d",
            DrawerBackground = "#ffffff",
            DrawerText = "#33404e",
            DrawerIcon = "#55657a",
            TextPrimary = "#18222d",
            TextSecondary = "#526173",
            TextDisabled = "#7a8797",
            ActionDefault = "#455364",
            LinesDefault = "#dfe4ea",
            LinesInputs = "#9aa7b5",
            TableLines = "#e6eaef",
            Divider = "#e1e6eb",
            Skeleton = "#e4e9ee",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#55c3d9",
            PrimaryContrastText = "#06252d",
            Secondary = "#a5b4e8",
            Tertiary = "#cfa6df",
            Info = "#82b6f2",
            Success = "#5ecb93",
            Warning = "#efb54f",
            Error = "#ff8f86",
            Background = "#0f151b",
            BackgroundGray = "#0b1015",
            Surface = "#171f28",
            AppbarBackground = "#131a22",
            AppbarText = "#e6ecf2",
            DrawerBackground = "#131a22",
            DrawerText = "#c4cfdb",
            DrawerIcon = "#93a3b5",
            TextPrimary = "#e6ecf2",
            TextSecondary = "#9fb0c1",
            TextDisabled = "#718294",
            ActionDefault = "#b3c0cd",
            LinesDefault = "#27323e",
            LinesInputs = "#56677a",
            TableLines = "#232d38",
            Divider = "#232d38",
            Skeleton = "#212b36",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "220px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = ".9rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = ".875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = ".875rem", FontWeight = "600", LetterSpacing = "normal", TextTransform = "none" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1.0625rem", FontWeight = "600", LetterSpacing = "normal" },
        },
    };
}
