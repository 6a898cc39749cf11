using System.Runtime.Versioning;

// The peers and the counts of descriptors and memory are those of Linux.
[assembly: SupportedOSPlatform("linux")]
