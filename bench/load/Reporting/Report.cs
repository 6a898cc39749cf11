using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proximity.Load.Reporting;

/// <summary>A whole run: what a JSON file holds.</summary>
/// <param name="Machine">What it ran on, by name.</param>
/// <param name="Versions">The versions of the programs, by name.</param>
/// <param name="Rounds">How many rounds each workload had.</param>
/// <param name="Seconds">How long a turn was.</param>
/// <param name="Workloads">What each workload showed.</param>
internal sealed record Report(IReadOnlyDictionary<string, string> Machine, IReadOnlyDictionary<string, string> Versions, int Rounds, double Seconds, IReadOnlyList<WorkloadReport> Workloads)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Report Read(string path) => JsonSerializer.Deserialize<Report>(File.ReadAllText(path), Options) ?? throw new InvalidDataException($"{path} holds no report.");

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options) + "\n");
}
