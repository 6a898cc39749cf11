using System.Text.Json.Serialization;

namespace Proximity.Control;

/// <summary>A family of browsers that are started in the same way.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<BrowserKind>))]
internal enum BrowserKind
{
    /// <summary>Chromium, Chrome, Edge and Brave.</summary>
    Chromium,

    /// <summary>Firefox.</summary>
    Firefox,
}
