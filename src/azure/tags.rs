//! Service tags: names for the addresses of Azure's services.

/// What a tag may do in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `Storage`
    pub name: &'static str,
    /// Whether `Storage.WestEurope` exists.
    pub regional: bool,
}

const fn everywhere(name: &'static str) -> Tag {
    Tag { name, regional: false }
}

const fn regional(name: &'static str) -> Tag {
    Tag { name, regional: true }
}

/// All that are known, by name. Azure adds some now and then: an unknown one is at most a warning. Where it is not sure that a
/// service has no tags for single regions, it counts as having them.
pub static ALL: &[Tag] = &[
    everywhere("ActionGroup"),
    regional("ApiManagement"),
    everywhere("ApplicationInsightsAvailability"),
    regional("AppConfiguration"),
    regional("AppService"),
    regional("AppServiceManagement"),
    regional("AutonomousDevelopmentPlatform"),
    regional("AzureActiveDirectory"),
    everywhere("AzureActiveDirectoryDomainServices"),
    everywhere("AzureAdvancedThreatProtection"),
    regional("AzureArcInfrastructure"),
    regional("AzureAttestation"),
    regional("AzureBackup"),
    regional("AzureBotService"),
    regional("AzureCloud"),
    regional("AzureCognitiveSearch"),
    regional("AzureConnectors"),
    regional("AzureContainerAppsService"),
    regional("AzureContainerRegistry"),
    regional("AzureCosmosDB"),
    regional("AzureDatabricks"),
    regional("AzureDataExplorerManagement"),
    regional("AzureDeviceUpdate"),
    regional("AzureDevOps"),
    regional("AzureDigitalTwins"),
    regional("AzureEventGrid"),
    everywhere("AzureFrontDoor.Backend"),
    everywhere("AzureFrontDoor.FirstParty"),
    everywhere("AzureFrontDoor.Frontend"),
    everywhere("AzureFrontDoor.MicrosoftSecurity"),
    regional("AzureHealthcareAPIs"),
    everywhere("AzureInformationProtection"),
    regional("AzureIoTHub"),
    regional("AzureKeyVault"),
    everywhere("AzureLoadBalancer"),
    regional("AzureLoadTestingInstanceManagement"),
    regional("AzureMachineLearning"),
    everywhere("AzureMachineLearningInference"),
    regional("AzureManagedGrafana"),
    regional("AzureMonitor"),
    regional("AzureMonitorForSAP"),
    everywhere("AzureOpenDatasets"),
    everywhere("AzurePlatformDNS"),
    everywhere("AzurePlatformIMDS"),
    everywhere("AzurePlatformLKM"),
    regional("AzureResourceManager"),
    everywhere("AzureSentinel"),
    regional("AzureSignalR"),
    regional("AzureSiteRecovery"),
    everywhere("AzureSphere"),
    regional("AzureSpringCloud"),
    everywhere("AzureStack"),
    everywhere("AzureTrafficManager"),
    everywhere("AzureUpdateDelivery"),
    everywhere("AzureVideoAnalyzerForMedia"),
    everywhere("AzureVirtualDesktop"),
    regional("AzureWebPubSub"),
    regional("BatchNodeManagement"),
    regional("ChaosStudio"),
    regional("CognitiveServicesFrontend"),
    regional("CognitiveServicesManagement"),
    regional("DataFactory"),
    regional("DataFactoryManagement"),
    everywhere("Dynamics365BusinessCentral"),
    everywhere("Dynamics365ForMarketingEmail"),
    everywhere("EOPExternalPublishedIPs"),
    regional("EventHub"),
    everywhere("GatewayManager"),
    regional("GuestAndHybridManagement"),
    regional("HDInsight"),
    everywhere("Internet"),
    regional("KustoAnalytics"),
    regional("LogicApps"),
    regional("LogicAppsManagement"),
    everywhere("M365ManagementActivityApi"),
    everywhere("M365ManagementActivityApiWebhook"),
    everywhere("Marketplace"),
    everywhere("MicrosoftAzureFluidRelay"),
    everywhere("MicrosoftCloudAppSecurity"),
    regional("MicrosoftContainerRegistry"),
    everywhere("MicrosoftDefenderForEndpoint"),
    everywhere("MicrosoftPurviewPolicyDistribution"),
    everywhere("OneDsCollector"),
    regional("PowerBI"),
    regional("PowerPlatformInfra"),
    regional("PowerPlatformPlex"),
    regional("PowerQueryOnline"),
    regional("Scuba"),
    regional("SerialConsole"),
    regional("ServiceBus"),
    regional("ServiceFabric"),
    regional("Sql"),
    regional("SqlManagement"),
    regional("Storage"),
    regional("StorageMover"),
    regional("StorageSyncService"),
    everywhere("TrafficManager"),
    regional("VideoIndexer"),
    everywhere("VirtualDesktop"),
    everywhere("VirtualNetwork"),
    everywhere("WindowsAdminCenter"),
    everywhere("WindowsVirtualDesktop"),
];

/// Tags that take only rules which deny (NSG-009).
pub static DENY_ONLY: &[&str] = &["AzurePlatformDNS", "AzurePlatformIMDS", "AzurePlatformLKM"];

/// Tags that name no service but a place.
pub static PLACES: &[&str] = &["Internet", "VirtualNetwork", "AzureLoadBalancer"];

/// What is known of a word as a service tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A tag.
    Yes,
    /// A tag of a region that is not in the list of regions.
    Region,
    /// A tag that has no regional form.
    NotRegional,
    /// Nothing.
    No,
}

/// Looks a word up, in any case, with a region behind it or without: `Storage.WestEurope`.
pub fn find(word: &str) -> Known {
    if ALL.iter().any(|tag| tag.name.eq_ignore_ascii_case(word)) {
        return Known::Yes;
    }
    let Some((name, region)) = word.split_once('.') else { return Known::No };
    match ALL.iter().find(|tag| tag.name.eq_ignore_ascii_case(name)) {
        Some(tag) if !tag.regional => Known::NotRegional,
        Some(_) if super::regions::find(region).is_some() => Known::Yes,
        Some(_) => Known::Region,
        None => Known::No,
    }
}

/// A tag as Azure writes it.
pub fn canonical(word: &str) -> Option<String> {
    if let Some(tag) = ALL.iter().find(|tag| tag.name.eq_ignore_ascii_case(word)) {
        return Some(tag.name.to_owned());
    }
    let (name, region) = word.split_once('.')?;
    let tag = ALL.iter().find(|tag| tag.regional && tag.name.eq_ignore_ascii_case(name))?;
    let region = super::regions::find(region)?;
    Some(format!("{}.{}", tag.name, region.display.replace(' ', "")))
}
