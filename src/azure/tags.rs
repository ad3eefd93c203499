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

/// All that are known, by name. Azure adds some now and then: an unknown one is at most a warning.
pub static ALL: &[Tag] = &[
    everywhere("ActionGroup"),
    everywhere("ApiManagement"),
    everywhere("ApplicationInsightsAvailability"),
    regional("AppConfiguration"),
    regional("AppService"),
    everywhere("AppServiceManagement"),
    everywhere("AutonomousDevelopmentPlatform"),
    regional("AzureActiveDirectory"),
    everywhere("AzureActiveDirectoryDomainServices"),
    everywhere("AzureAdvancedThreatProtection"),
    regional("AzureArcInfrastructure"),
    everywhere("AzureAttestation"),
    regional("AzureBackup"),
    everywhere("AzureBotService"),
    regional("AzureCloud"),
    everywhere("AzureCognitiveSearch"),
    regional("AzureConnectors"),
    regional("AzureContainerAppsService"),
    regional("AzureContainerRegistry"),
    regional("AzureCosmosDB"),
    everywhere("AzureDatabricks"),
    everywhere("AzureDataExplorerManagement"),
    everywhere("AzureDeviceUpdate"),
    everywhere("AzureDevOps"),
    everywhere("AzureDigitalTwins"),
    regional("AzureEventGrid"),
    everywhere("AzureFrontDoor.Backend"),
    everywhere("AzureFrontDoor.FirstParty"),
    everywhere("AzureFrontDoor.Frontend"),
    everywhere("AzureFrontDoor.MicrosoftSecurity"),
    everywhere("AzureHealthcareAPIs"),
    everywhere("AzureInformationProtection"),
    regional("AzureIoTHub"),
    regional("AzureKeyVault"),
    everywhere("AzureLoadBalancer"),
    everywhere("AzureLoadTestingInstanceManagement"),
    everywhere("AzureMachineLearning"),
    everywhere("AzureMachineLearningInference"),
    everywhere("AzureManagedGrafana"),
    regional("AzureMonitor"),
    everywhere("AzureMonitorForSAP"),
    everywhere("AzureOpenDatasets"),
    everywhere("AzurePlatformDNS"),
    everywhere("AzurePlatformIMDS"),
    everywhere("AzurePlatformLKM"),
    everywhere("AzureResourceManager"),
    everywhere("AzureSentinel"),
    everywhere("AzureSignalR"),
    everywhere("AzureSiteRecovery"),
    everywhere("AzureSphere"),
    everywhere("AzureSpringCloud"),
    everywhere("AzureStack"),
    everywhere("AzureTrafficManager"),
    everywhere("AzureUpdateDelivery"),
    everywhere("AzureVideoAnalyzerForMedia"),
    everywhere("AzureVirtualDesktop"),
    everywhere("AzureWebPubSub"),
    everywhere("BatchNodeManagement"),
    everywhere("ChaosStudio"),
    everywhere("CognitiveServicesFrontend"),
    everywhere("CognitiveServicesManagement"),
    everywhere("DataFactory"),
    everywhere("DataFactoryManagement"),
    everywhere("Dynamics365BusinessCentral"),
    everywhere("Dynamics365ForMarketingEmail"),
    everywhere("EOPExternalPublishedIPs"),
    regional("EventHub"),
    everywhere("GatewayManager"),
    everywhere("GuestAndHybridManagement"),
    everywhere("HDInsight"),
    everywhere("Internet"),
    everywhere("KustoAnalytics"),
    everywhere("LogicApps"),
    everywhere("LogicAppsManagement"),
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
    everywhere("PowerPlatformInfra"),
    everywhere("PowerPlatformPlex"),
    everywhere("PowerQueryOnline"),
    regional("Scuba"),
    everywhere("SerialConsole"),
    regional("ServiceBus"),
    everywhere("ServiceFabric"),
    regional("Sql"),
    everywhere("SqlManagement"),
    regional("Storage"),
    everywhere("StorageMover"),
    everywhere("StorageSyncService"),
    everywhere("TrafficManager"),
    everywhere("VideoIndexer"),
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
