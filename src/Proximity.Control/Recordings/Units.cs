using System.Globalization;

namespace Proximity.Control;

/// <summary>Numbers as people read them, in units that filters take too.</summary>
internal static class Units
{
    private static readonly string[] SizeUnits = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Bytes in thousands, such as <c>1.2kB</c>.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < SizeUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        var digits = unit > 0 && bytes < 9.95 ? "0.0" : "0";
        return bytes.ToString(digits, CultureInfo.InvariantCulture) + SizeUnits[unit];
    }

    /// <summary>Microseconds with three digits, such as <c>12.3ms</c>.</summary>
    public static string Duration(double micros) => micros switch
    {
        < 999.5 => Number(micros, "µs"),
        < 999_500 => Number(micros / 1000, "ms"),
        < 99_950_000 => Number(micros / 1_000_000, "s"),
        < 3_600_000_000 => Clock(micros / 60_000_000, "m", "s"),
        _ => Clock(micros / 3_600_000_000, "h", "m"),
    };

    /// <summary>A duration in microseconds as milliseconds for programs.</summary>
    public static double Milliseconds(double micros) => Math.Round(micros / 1000, 3);

    private static string Number(double value, string unit)
    {
        var digits = value < 9.995 ? "0.##" : value < 99.95 ? "0.#" : "0";
        return value.ToString(digits, CultureInfo.InvariantCulture) + unit;
    }

    private static string Clock(double value, string large, string small)
    {
        var (whole, rest) = Math.DivRem((long)Math.Round(value * 60), 60);
        return string.Create(CultureInfo.InvariantCulture, $"{whole}{large}{rest:00}{small}");
    }
}
