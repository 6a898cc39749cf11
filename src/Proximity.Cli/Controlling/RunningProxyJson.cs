using System.Text.Json.Serialization;

namespace Proximity.Cli.Controlling;

/// <summary>How the files of running proxies are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunningProxy))]
internal sealed partial class RunningProxyJson : JsonSerializerContext;
